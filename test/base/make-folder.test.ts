import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeFolder } from '../../core/base/make-folder.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'quayside-folder-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

test('folders are made, several at a time, and again', async () => {
  const path = join(root, 'a', 'b', 'c');
  await Promise.all([makeFolder(path), makeFolder(path), makeFolder(join(root, 'a', 'd'))]);
  await makeFolder(path);
  expect((await stat(path)).isDirectory()).toBe(true);
});

test('a file in the way is an error', async () => {
  const file = join(root, 'file');
  await writeFile(file, '');
  await expect(makeFolder(file)).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolder(join(file, 'x'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

test.skipIf(process.platform !== 'linux')(
  'a file system without folders of ours is an error, not an endless attempt',
  async () => {
    await expect(makeFolder('/proc/quayside/x')).rejects.toMatchObject({ code: 'ENOENT' });
  },
);
