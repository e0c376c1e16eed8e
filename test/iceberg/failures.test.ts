import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { memoryPointers } from '../../core/catalog/memory-pointers.ts';
import type { PointerStore } from '../../core/catalog/pointer-store.ts';
import { writeDataFiles } from '../../core/iceberg/data/write-data-files.ts';
import type { DataFile } from '../../core/iceberg/manifest/types.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import { sql } from '../../core/sql/sql.ts';
import { append, goods, goodsRows, type Lake, openLake, sum } from './lake.ts';

const name = { namespace: 'shop', name: 'goods' };

const filesIn = async (lake: Lake): Promise<readonly string[]> =>
  (await readdir(join(lake.root, 'lake'), { recursive: true }))
    .filter((file) => /\.(parquet|avro|json)$/.test(file))
    .toSorted();

/** Pointers whose swap does what a test says, once. */
function failing(
  swap: (inner: PointerStore, ...moves: Parameters<PointerStore['swap']>) => Promise<boolean>,
) {
  const inner = memoryPointers();
  let armed = false;
  const store: PointerStore = {
    ...inner,
    swap: (moves) => {
      if (!armed) return inner.swap(moves);
      armed = false;
      return swap(inner, moves);
    },
  };
  return { store, arm: () => (armed = true) };
}

test('a catalog that fails before the swap leaves the table and its folder as they were', async () => {
  const { store, arm } = failing(async () => {
    throw new Error('disk gone');
  });
  await using lake = await openLake(() => store);
  const table = await append(lake, await lake.catalog.createTable(name, goods), goodsRows('acme', 0, 3));
  const before = await filesIn(lake);
  arm();
  await expect(
    lake.catalog.commit([{ table, changes: [{ kind: 'set-properties', properties: { a: 'b' } }] }]),
  ).rejects.toThrow('disk gone');
  expect(await filesIn(lake)).toEqual(before);
  expect(await sum(lake, await lake.catalog.load(name))).toBe('3 rows, stock 3');
});

test('a catalog that fails after the swap has committed', async () => {
  const { store, arm } = failing(async (inner, moves) => {
    await inner.swap(moves);
    throw new Error('answer lost');
  });
  await using lake = await openLake(() => store);
  const table = await lake.catalog.createTable(name, goods);
  arm();
  expect(await sum(lake, await append(lake, table, goodsRows('acme', 0, 3)))).toBe('3 rows, stock 3');
  expect(await sum(lake, await lake.catalog.load(name))).toBe('3 rows, stock 3');
});

test('a lost race rebuilds the metadata and leaves nothing of the lost try behind', async () => {
  const { store, arm } = failing(async () => false);
  await using lake = await openLake(() => store);
  const table = await lake.catalog.createTable(name, goods);
  arm();
  const next = await append(lake, table, goodsRows('acme', 0, 3));
  expect(await sum(lake, next)).toBe('3 rows, stock 3');
  const files = await filesIn(lake);
  expect(files.filter((file) => /snap-/.test(file))).toHaveLength(1);
  expect(files.filter((file) => file.endsWith('-m0.avro'))).toHaveLength(1);
  expect(files.filter((file) => /^shop\/goods\/metadata\/0000.*metadata\.json$/.test(file))).toHaveLength(2);
});

test('rows that do not fit are refused before they are seen, and their files removed', async () => {
  await using lake = await openLake();
  const table = await lake.catalog.createTable(name, goods);
  const uuid = lake.stamps.uuid();
  const nulls = sql`(SELECT * REPLACE (NULL AS sku) FROM ${goodsRows('acme', 0, 3)})`;
  await expect(writeDataFiles(lake.duck, table, nulls, { uuid })).rejects.toThrow(/required column sku/);
  const others = { uuid, partition: new Map([[1000, 'beta']]) };
  await expect(writeDataFiles(lake.duck, table, goodsRows('acme', 0, 3), others)).rejects.toThrow(/acme/);
  expect((await filesIn(lake)).filter((file) => file.endsWith('.parquet'))).toEqual([]);
  expect(
    await writeDataFiles(lake.duck, table, goodsRows('acme', 0, 0), {
      uuid,
      partition: new Map([[1000, 'acme']]),
    }),
  ).toEqual([]);
  expect((await filesIn(lake)).filter((file) => file.endsWith('.parquet'))).toEqual([]);
});

test('what would be read wrongly is refused: equality deletes, other formats, cut manifests', async () => {
  await using lake = await openLake();
  const table = await append(lake, await lake.catalog.createTable(name, goods), goodsRows('acme', 0, 3));
  const [file] = (await planScan(table)).files;
  const with_ = async (change: Partial<DataFile>) => {
    const [next = table] = await lake.catalog.commit([
      {
        table: await lake.catalog.load(name),
        changes: [
          {
            kind: 'files',
            snapshotId: lake.stamps.snapshotId(),
            branch: `b${lake.stamps.uuid()}`,
            operation: 'overwrite',
            add:
              file === undefined
                ? []
                : [{ file: { ...file.file, location: `${file.file.location}x`, ...change } }],
            remove: [],
            summary: {},
          },
        ],
      },
    ]);
    return planScan(next, { at: { snapshotId: next.metadata.snapshots.at(-1)?.['snapshot-id'] ?? 0n } });
  };
  await expect(with_({ content: 'equality-deletes', equalityIds: [1] })).rejects.toMatchObject({
    code: 'TABLE_NOT_SUPPORTED',
  });
  await expect(with_({ format: 'orc' })).rejects.toMatchObject({ code: 'TABLE_NOT_SUPPORTED' });

  const list = table.metadata.snapshots[0]?.['manifest-list'] ?? '';
  const bytes = await lake.files.read(list);
  for (const length of [0, 3, 50, bytes.length - 20, bytes.length - 1]) {
    await lake.files.put(list, bytes.subarray(0, length));
    await expect(planScan(table)).rejects.toMatchObject({ code: 'TABLE_DAMAGED' });
  }
});
