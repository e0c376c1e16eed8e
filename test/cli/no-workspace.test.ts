import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quayside } from './run.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quayside-none-'));
  await writeFile(join(folder, 'file'), '');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const commands = [
  ['runs'],
  ['runs', 'show', 'x'],
  ['runs', 'resume'],
  ['tables'],
  ['tables', 'show', 'a.b'],
  ['tables', 'upkeep', '--yes'],
  ['quarantine', 'list'],
  ['query', 'SELECT 1'],
  ['audit', 'log'],
  ['audit', 'verify'],
  ['lineage', 'S-1'],
  ['clean', '--tenant', 'acme'],
];

test.each(commands.map((command) => [command]))(
  '%j says that there is no workspace, and makes none of a mistyped name',
  async (command) => {
    const { code, stdout, stderr } = await quayside([...command, '--workspace', join(folder, 'gone')]);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/^quayside: WORKSPACE_NOT_FOUND: There is no workspace at .*gone.*--workspace/);
    expect(await readdir(folder)).toEqual(['file']);
  },
);

test.each([[['runs']], [['run', '--tenant', 'acme', '--source', '.']]])(
  '%j on a file says that it is a file',
  async (command) => {
    const { code, stderr } = await quayside([...command, '--workspace', join(folder, 'file')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/file is a file; expected the folder of a workspace/);
  },
);
