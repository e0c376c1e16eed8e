import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderStore } from '../../core/store/folder.ts';
import { memoryStore } from '../../core/store/memory.ts';
import type { Store } from '../../core/store/store.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function textOf(
  store: Store,
  key: string,
  range?: { offset: number; length: number },
): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of store.read(key, range)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

let root = '';
let count = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'quayside-store-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

const freshFolder = (): string => join(root, `store ${(count += 1)}`);
const implementations: Readonly<Record<string, () => Store>> = {
  folder: () => folderStore(freshFolder()),
  memory: () => memoryStore(),
};

describe.each(Object.entries(implementations))('a %s store', (_name, open) => {
  it('gives back what was put, whole and by range', async () => {
    const store = open();
    await store.put('a/b.txt', bytes('hello world'));
    expect(await textOf(store, 'a/b.txt')).toBe('hello world');
    expect(await textOf(store, 'a/b.txt', { offset: 6, length: 3 })).toBe('wor');
    expect(await textOf(store, 'a/b.txt', { offset: 6, length: 300 })).toBe('world');
    expect(await textOf(store, 'a/b.txt', { offset: 60, length: 1 })).toBe('');
  });

  it('takes a stream, and hands large content out in pieces', async () => {
    const store = open();
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (let index = 0; index < 3; index += 1) yield Buffer.alloc(900_000, index);
    }
    await store.put('large', pieces());
    const sizes: number[] = [];
    for await (const piece of store.read('large')) sizes.push(piece.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(2_700_000);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1024 ** 2);
    expect((await store.stat('large'))?.bytes).toBe(2_700_000);
  });

  it('replaces, and shows it by the version', async () => {
    const store = open();
    await store.put('k', bytes('1'));
    const before = await store.stat('k');
    await store.put('k', bytes('22'));
    const after = await store.stat('k');
    expect(after?.bytes).toBe(2);
    expect(after?.version).not.toBe(before?.version);
    expect(await textOf(store, 'k')).toBe('22');
  });

  it('lets exactly one of many put-if-absent win', async () => {
    const store = open();
    const won = await Promise.all(
      Array.from({ length: 20 }, (_, index) => store.putIfAbsent('race', bytes(`writer ${index}`))),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await textOf(store, 'race')).toBe(`writer ${won.indexOf(true)}`);
    expect(await store.putIfAbsent('race', bytes('late'))).toBe(false);
  });

  it('leaves the old object whole when the new content fails on the way', async () => {
    const store = open();
    await store.put('k', bytes('old'));
    // oxlint-disable-next-line require-yield
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield bytes('new but not all of');
      throw new Error('the source broke');
    }
    await expect(store.put('k', failing())).rejects.toThrow();
    await expect(store.putIfAbsent('other', failing())).rejects.toThrow();
    expect(await textOf(store, 'k')).toBe('old');
    expect((await store.list()).map((object) => object.key)).toEqual(['k']);
  });

  it('lists by prefix, in the order of UTF-8 bytes', async () => {
    const store = open();
    const keys = ['b/2', 'b/1', 'b-1', 'b1', 'a', 'b/c/d', '\u{ff5e}', '\u{1f600}'];
    for (const key of keys) await store.put(key, bytes(key));
    expect((await store.list()).map((object) => object.key)).toEqual([
      'a',
      'b-1',
      'b/1',
      'b/2',
      'b/c/d',
      'b1',
      '\u{ff5e}',
      '\u{1f600}',
    ]);
    expect((await store.list('b/')).map((object) => object.key)).toEqual(['b/1', 'b/2', 'b/c/d']);
    expect(await store.list('nothing/here')).toEqual([]);
    expect((await store.list('b')).map((object) => object.key)).toEqual(['b-1', 'b/1', 'b/2', 'b/c/d', 'b1']);
  });

  it('says what is not there', async () => {
    const store = open();
    await store.put('k', bytes('1'));
    expect(await store.stat('nothing')).toBeUndefined();
    await expect(textOf(store, 'nothing')).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' });
    await store.delete('nothing');
    await store.delete('k');
    expect(await store.stat('k')).toBeUndefined();
  });

  it.each(['', '/a', 'a/', 'a//b', '.', '..', '../x', 'a/../../x', 'a/./b', 'a\0b'])(
    'refuses %j as a key',
    async (key) => {
      const store = open();
      await expect(store.put(key, bytes('x'))).rejects.toMatchObject({ code: 'USAGE' });
      await expect(store.putIfAbsent(key, bytes('x'))).rejects.toMatchObject({ code: 'USAGE' });
      await expect(store.stat(key)).rejects.toMatchObject({ code: 'USAGE' });
      await expect(store.delete(key)).rejects.toMatchObject({ code: 'USAGE' });
      await expect(textOf(store, key)).rejects.toMatchObject({ code: 'USAGE' });
    },
  );

  it('keeps any bytes under any ordinary name', async () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => {
      return !/[/\0\\:]/.test(text) && text !== '.' && text !== '..' && text.isWellFormed();
    });
    await fc.assert(
      fc.asyncProperty(name, fc.uint8Array({ maxLength: 300 }), async (key, content) => {
        const store = open();
        await store.put(`in/${key}`, content);
        const pieces: Uint8Array[] = [];
        for await (const piece of store.read(`in/${key}`)) pieces.push(piece);
        expect(Buffer.concat(pieces).equals(content)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});

describe('a folder store', () => {
  it('is SOURCE_NOT_FOUND when the folder does not exist', async () => {
    await expect(folderStore(freshFolder()).list()).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' });
  });

  it('notes links and follows none', async () => {
    const outside = freshFolder();
    await mkdir(outside, { recursive: true });
    await writeFile(join(outside, 'secret'), 'secret');
    const home = freshFolder();
    await mkdir(home, { recursive: true });
    await symlink(join(outside, 'secret'), join(home, 'file'));
    await symlink(outside, join(home, 'folder'));
    const store = folderStore(home);
    expect((await store.list()).map(({ key, kind }) => [key, kind])).toEqual([
      ['file', 'link'],
      ['folder', 'link'],
    ]);
    await expect(textOf(store, 'file')).rejects.toMatchObject({ code: 'SOURCE_NOT_READABLE' });
    await expect(textOf(store, 'folder/secret')).rejects.toMatchObject({ code: 'SOURCE_NOT_READABLE' });
    await expect(store.put('folder/new', bytes('x'))).rejects.toMatchObject({ code: 'SOURCE_NOT_READABLE' });
    await expect(store.put('folder/deep/new', bytes('x'))).rejects.toMatchObject({
      code: 'SOURCE_NOT_READABLE',
    });
    expect(await readdir(outside)).toEqual(['secret']);
  });

  it('says NOT_WRITABLE where a folder cannot be made', async () => {
    const home = freshFolder();
    await mkdir(home, { recursive: true });
    await writeFile(join(home, 'a'), 'a file');
    await expect(folderStore(home).put('a/b', bytes('x'))).rejects.toMatchObject({ code: 'NOT_WRITABLE' });
  });

  it('leaves no temporary file behind', async () => {
    const home = freshFolder();
    const store = folderStore(home);
    await store.put('a', bytes('1'));
    await store.putIfAbsent('a', bytes('2'));
    await store.putIfAbsent('b', bytes('3'));
    expect((await readdir(home)).toSorted()).toEqual(['a', 'b']);
  });
});
