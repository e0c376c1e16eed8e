import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { memoryPointers } from '../../core/catalog/memory-pointers.ts';
import { sqlitePointers } from '../../core/catalog/sqlite-pointers.ts';
import { goods, type Lake, openLake } from '../iceberg/lake.ts';

const kinds: Readonly<Record<string, () => Promise<Lake>>> = {
  memory: () => openLake(() => memoryPointers()),
  sqlite: () => openLake((root) => sqlitePointers(join(root, 'catalog.sqlite'))),
};

const first = { namespace: 'shop', name: 'first' };
const second = { namespace: 'shop', name: 'second' };
const property = (value: string) => [{ kind: 'set-properties', properties: { value } } as const];

describe.each(Object.entries(kinds))('catalog in %s', (_kind, open) => {
  test('a namespace is made once', async () => {
    await using lake = await open();
    expect(await lake.catalog.createNamespace('shop', { owner: 'me' })).toBe(true);
    expect(await lake.catalog.createNamespace('shop')).toBe(false);
    expect(await lake.catalog.namespaces()).toEqual(['shop']);
  });

  test('a commit that was forbidden never takes place; one that took place stays', async () => {
    await using lake = await open();
    const table = await lake.catalog.createTable(first, goods);
    await lake.catalog.forbid('one');
    await lake.catalog.forbid('one');
    const refused = lake.catalog.commit([{ table, changes: property('a') }], { fence: 'one' });
    await expect(refused).rejects.toMatchObject({ code: 'CONFLICT', retryable: true });
    expect((await lake.catalog.load(first)).metadataLocation).toBe(table.metadataLocation);
    const [next] = await lake.catalog.commit([{ table, changes: property('b') }], { fence: 'two' });
    await lake.catalog.forbid('two');
    expect((await lake.catalog.load(first)).metadataLocation).toBe(next?.metadataLocation);
  });

  test('tables are made, listed, loaded and dropped', async () => {
    await using lake = await open();
    const made = await lake.catalog.createTable(second, goods);
    await lake.catalog.createTable(first, goods);
    expect(await lake.catalog.list('shop')).toEqual([first, second]);
    expect(await lake.catalog.list('elsewhere')).toEqual([]);
    expect((await lake.catalog.load(second)).metadata).toEqual(made.metadata);
    await expect(lake.catalog.createTable(first, goods)).rejects.toMatchObject({ code: 'TABLE_EXISTS' });
    await lake.catalog.drop(second, { purge: true });
    await expect(lake.catalog.load(second)).rejects.toMatchObject({ code: 'TABLE_NOT_FOUND' });
    await expect(stat(made.metadataLocation.replace('file://', ''))).rejects.toMatchObject({
      code: 'ENOENT',
    });
    await expect(lake.catalog.drop(second)).rejects.toMatchObject({ code: 'TABLE_NOT_FOUND' });
  });

  test('a commit planned on an old state is rebuilt on the new one', async () => {
    await using lake = await open();
    const table = await lake.catalog.createTable(first, goods);
    await lake.catalog.commit([{ table, changes: [{ kind: 'set-properties', properties: { one: '1' } }] }]);
    const [last] = await lake.catalog.commit([
      { table, changes: [{ kind: 'set-properties', properties: { two: '2' } }] },
    ]);
    expect(last?.metadata.properties).toMatchObject({ one: '1', two: '2' });
    expect(last?.metadata['metadata-log']).toHaveLength(2);
  });

  test('two tables are committed together or not at all', async () => {
    await using lake = await open();
    const [one, two] = [
      await lake.catalog.createTable(first, goods),
      await lake.catalog.createTable(second, goods),
    ];
    const impossible = [{ kind: 'set-ref', name: 'tag', ref: { 'snapshot-id': 7n, type: 'tag' } } as const];
    await expect(
      lake.catalog.commit([
        { table: one, changes: property('a') },
        { table: two, changes: impossible },
      ]),
    ).rejects.toMatchObject({ code: 'SNAPSHOT_NOT_FOUND' });
    expect((await lake.catalog.load(first)).metadataLocation).toBe(one.metadataLocation);
    await lake.catalog.commit([
      { table: one, changes: property('b') },
      { table: two, changes: property('b') },
    ]);
    expect((await lake.catalog.load(first)).metadata.properties['value']).toBe('b');
    expect((await lake.catalog.load(second)).metadata.properties['value']).toBe('b');
  });

  test('many commits at once all take place', async () => {
    await using lake = await open();
    const table = await lake.catalog.createTable(first, goods);
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        lake.catalog.commit([
          { table, changes: [{ kind: 'set-properties', properties: { [`p${index}`]: 'x' } }] },
        ]),
      ),
    );
    const { properties } = (await lake.catalog.load(first)).metadata;
    expect(Object.keys(properties).filter((key) => /^p\d$/.test(key))).toHaveLength(8);
  });

  test('a table that was dropped and made anew is another table', async () => {
    await using lake = await open();
    const old = await lake.catalog.createTable(first, goods);
    await lake.catalog.drop(first);
    await lake.catalog.createTable(first, goods);
    await expect(lake.catalog.commit([{ table: old, changes: property('x') }])).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  });

  test('the mirror follows every commit', async () => {
    await using lake = await open();
    const table = await lake.catalog.createTable(first, goods);
    const [next = table] = await lake.catalog.commit([{ table, changes: property('x') }]);
    const folder = join(lake.root, 'lake/shop/first/metadata');
    expect(await readFile(join(folder, 'version-hint.text'), 'utf8')).toBe('2');
    expect(await readFile(join(folder, 'v2.metadata.json'))).toEqual(
      await readFile(next.metadataLocation.replace('file://', '')),
    );
  });
});

describe('catalog in SQLite', () => {
  test('two connections see each other, and what is no database is refused', async () => {
    await using lake = await openLake((root) => sqlitePointers(join(root, 'catalog.sqlite')));
    await using other = sqlitePointers(join(lake.root, 'catalog.sqlite'));
    const table = await lake.catalog.createTable(first, goods);
    expect(await other.locate(first)).toBe(table.metadataLocation);
    expect(await other.swap([{ table: first, from: 'elsewhere', to: 'x' }])).toBe(false);
    expect(() => sqlitePointers(table.metadataLocation.replace('file://', ''))).toThrow(
      expect.objectContaining({ code: 'FILE_DAMAGED' }),
    );
  });
});

test('a catalog whose folder is missing or that another program holds is a clear error', async () => {
  await using lake = await openLake((root) => sqlitePointers(join(root, 'catalog.sqlite')));
  expect(() => sqlitePointers(join(lake.root, 'nowhere', 'catalog.sqlite'))).toThrow(
    expect.objectContaining({ code: 'NOT_WRITABLE' }),
  );
  const table = await lake.catalog.createTable(first, goods);
  const holder = new DatabaseSync(join(lake.root, 'catalog.sqlite'));
  holder.exec('BEGIN IMMEDIATE');
  await expect(lake.catalog.commit([{ table, changes: property('x') }])).rejects.toMatchObject({
    code: 'CATALOG_BUSY',
    retryable: true,
  });
  expect((await lake.catalog.load(first)).metadataLocation).toBe(table.metadataLocation);
  holder.exec('ROLLBACK');
  holder.close();
  expect(await lake.catalog.commit([{ table, changes: property('x') }])).toHaveLength(1);
});
