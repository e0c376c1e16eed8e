import { expect, test } from 'vitest';
import { metricsOf } from '../../core/iceberg/data/metrics.ts';
import { positionDeleteFields } from '../../core/iceberg/data/position-deletes.ts';
import { writeDataFiles } from '../../core/iceberg/data/write-data-files.ts';
import { writtenFile } from '../../core/iceberg/data/written-file.ts';
import { readManifestList } from '../../core/iceberg/manifest/manifest-list.ts';
import type { DataFile } from '../../core/iceberg/manifest/types.ts';
import { headOf } from '../../core/iceberg/metadata/lookup.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import { compact } from '../../core/iceberg/upkeep/compact.ts';
import { planCompaction } from '../../core/iceberg/upkeep/plan-compaction.ts';
import { ident, sql } from '../../core/sql/sql.ts';
import { append, goods, goodsRows, openLake, sum } from './lake.ts';

const name = { namespace: 'shop', name: 'goods' };

test('staged files are published on the fresh head of main, and the stage is gone', async () => {
  await using lake = await openLake();
  const table = await append(lake, await lake.catalog.createTable(name, goods), goodsRows('acme', 0, 4));
  const files = await writeDataFiles(lake.duck, table, goodsRows('acme', 10, 12), {
    uuid: lake.stamps.uuid(),
  });
  const change = (branch: string) =>
    ({
      kind: 'files',
      snapshotId: lake.stamps.snapshotId(),
      branch,
      operation: 'append',
      add: files.map((file) => ({ file })),
      remove: [],
      summary: { run: 'r7' },
    }) as const;
  const [staged = table] = await lake.catalog.commit([{ table, changes: [change('stage-r7')] }]);
  expect(await sum(lake, staged)).toBe('4 rows, stock 6');
  expect(await sum(lake, staged, { at: { ref: 'stage-r7' } })).toBe('6 rows, stock 27');
  await append(lake, staged, goodsRows('beta', 100, 101));
  const published = change('main');
  const [after = table] = await lake.catalog.commit([
    {
      table: staged,
      changes: [
        published,
        { kind: 'remove-ref', name: 'stage-r7' },
        { kind: 'set-ref', name: 'r7', ref: { type: 'tag', 'snapshot-id': published.snapshotId } },
      ],
    },
  ]);
  expect(await sum(lake, after)).toBe('7 rows, stock 127');
  expect(Object.keys(after.metadata.refs)).toEqual(['main', 'r7']);
  expect(after.metadata.snapshots.at(-1)?.summary).toMatchObject({
    operation: 'append',
    run: 'r7',
    'added-records': '2',
    'total-records': '7',
    'total-data-files': '3',
  });
  await expect(planScan(after, { at: { ref: 'stage-r7' } })).rejects.toMatchObject({
    code: 'SNAPSHOT_NOT_FOUND',
  });
  const moved = { kind: 'set-ref', name: 'main', ref: { type: 'branch', 'snapshot-id': 1n } } as const;
  await expect(lake.catalog.commit([{ table: staged, changes: [moved] }])).rejects.toMatchObject({
    code: 'CONFLICT',
  });
});

test('a delete file of several data files, as other engines write them, applies to what was there before it only', async () => {
  await using lake = await openLake();
  const first = await append(lake, await lake.catalog.createTable(name, goods), goodsRows('acme', 0, 4));
  const second = await append(lake, first, goodsRows('acme', 10, 14));
  const third = await writeDataFiles(lake.duck, second, goodsRows('acme', 20, 24), {
    uuid: lake.stamps.uuid(),
  });
  const [one, two] = (await planScan(second)).files.map(({ file }) => file);
  const later = third[0];
  if (one === undefined || two === undefined || later === undefined) throw new Error('expected three files');

  const path = `${lake.root}/lake/shop/goods/data/foreign.parquet`;
  const positions = [one, two, later].flatMap((file) => [
    sql`(${file.location}, 0::BIGINT)`,
    sql`(${file.location}, 2::BIGINT)`,
  ]);
  const fields = sql`{${positionDeleteFields.map((field) => sql`${ident(field.name)}: ${field.id}`)}}`;
  const written = await lake.duck.row(
    sql`COPY (SELECT * FROM (VALUES ${positions}) AS v(file_path, pos)) TO ${path} (FORMAT parquet, FIELD_IDS ${fields}, RETURN_STATS)`,
    writtenFile,
  );
  const foreign: DataFile = {
    ...one,
    ...metricsOf(written, []),
    content: 'position-deletes',
    location: `file:${path}`,
    records: written.count,
    bytes: written.file_size_bytes,
    sortOrderId: null,
  };
  const change = (
    operation: 'append' | 'overwrite' | 'replace',
    add: readonly DataFile[],
    remove: readonly DataFile[] = [],
  ) =>
    ({
      kind: 'files',
      snapshotId: lake.stamps.snapshotId(),
      branch: 'main',
      operation,
      add: add.map((file) => ({ file })),
      remove,
      summary: {},
    }) as const;
  const [after = second] = await lake.catalog.commit([
    { table: second, changes: [change('overwrite', [foreign]), change('append', [later])] },
  ]);
  expect(await sum(lake, after)).toBe(`8 rows, stock ${1 + 3 + 11 + 13 + 20 + 21 + 22 + 23}`);

  const plan = await planScan(after);
  const compaction = planCompaction(plan, { smallBelow: 0, fewestFiles: 9 });
  expect([compaction.groups.flat().length, compaction.deadDeletes.length]).toEqual([2, 1]);
  const rewritten = await compact(lake.duck, plan, compaction, lake);
  const [clean = after] = await lake.catalog.commit([
    {
      table: after,
      changes: [
        change(
          'replace',
          rewritten.add.map(({ file }) => file),
          rewritten.remove,
        ),
      ],
    },
  ]);
  expect(await sum(lake, clean)).toBe(`8 rows, stock ${1 + 3 + 11 + 13 + 20 + 21 + 22 + 23}`);
  expect((await planScan(clean)).deletes).toEqual([]);
});

test('more than a hundred small manifests become one', async () => {
  await using lake = await openLake();
  let table = await lake.catalog.createTable(name, goods);
  const [file] = await writeDataFiles(lake.duck, table, goodsRows('acme', 0, 1), {
    uuid: lake.stamps.uuid(),
  });
  if (file === undefined) throw new Error('expected a file');
  const changes = Array.from(
    { length: 105 },
    (_, index) =>
      ({
        kind: 'files',
        snapshotId: lake.stamps.snapshotId(),
        branch: 'main',
        operation: 'append',
        add: [{ file: { ...file, location: `${file.location}-${index}` } }],
        remove: [],
        summary: {},
      }) as const,
  );
  [table = table] = await lake.catalog.commit([{ table, changes }]);
  expect((await readManifestList(lake.files, headOf(table.metadata, 'main'))).length).toBeLessThan(10);
  const { files } = await planScan(table);
  expect(new Set(files.map(({ sequenceNumber }) => sequenceNumber)).size).toBe(105);
});
