import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { sqlitePointers } from '../../core/catalog/sqlite-pointers.ts';
import type { TableChange } from '../../core/iceberg/change/types.ts';
import { writeDataFiles } from '../../core/iceberg/data/write-data-files.ts';
import type { RowChange } from '../../core/iceberg/rows/file-changes.ts';
import { rowsWhere } from '../../core/iceberg/rows/matching.sql.ts';
import { removeFiltered } from '../../core/iceberg/rows/remove-filtered.ts';
import { removeRows } from '../../core/iceberg/rows/remove-rows.ts';
import { restore } from '../../core/iceberg/rows/restore.ts';
import { planScan, type ScanOptions } from '../../core/iceberg/scan/plan-scan.ts';
import { scanRelation } from '../../core/iceberg/scan/relation.sql.ts';
import type { Table } from '../../core/iceberg/table.ts';
import { bucketExpression, registerBucketFunctions } from '../../core/iceberg/transform/bucket.ts';
import { compact } from '../../core/iceberg/upkeep/compact.ts';
import { expireSnapshots } from '../../core/iceberg/upkeep/expire.ts';
import { planCompaction } from '../../core/iceberg/upkeep/plan-compaction.ts';
import { planExpiry } from '../../core/iceberg/upkeep/plan-expiry.ts';
import { type Sql, sql } from '../../core/sql/sql.ts';
import { append, goods, goodsRows, type Lake, openLake } from '../iceberg/lake.ts';
import { findPython, probe } from './pyiceberg.ts';

const python = findPython();
const name = { namespace: 'shop', name: 'goods' };
const openShared = (): Promise<Lake> => openLake((root) => sqlitePointers(join(root, 'catalog.sqlite')));

const scanned = z.object({
  rows: z.number(),
  columns: z.record(z.string(), z.number()),
  snapshots: z.array(z.string()),
  operations: z.array(z.string()),
  current: z.string().nullable(),
  refs: z.record(z.string(), z.string()),
  deletes: z.number(),
});

describe.skipIf(python === undefined)('PyIceberg and Quayside on one catalog', () => {
  const ask = (lake: Lake, ...command: readonly string[]): Promise<unknown> =>
    probe(python ?? '', lake.root, ...command);

  /** PyIceberg's rows and ours, compared value by value in DuckDB. */
  async function expectSame(
    lake: Lake,
    table: Table,
    options: ScanOptions = {},
    ...command: readonly string[]
  ) {
    const out = join(lake.root, `${lake.stamps.uuid()}.parquet`);
    const answer = scanned.parse(
      await ask(lake, 'scan', `${table.name.namespace}.${table.name.name}`, out, ...command),
    );
    const ours = sql`(SELECT * FROM ${scanRelation(await planScan(table, options))})`;
    const theirs = sql`(SELECT * FROM read_parquet(${out}))`;
    const { differing } = await lake.duck.row(
      sql`SELECT count(*)::INTEGER AS differing FROM (
        (FROM ${ours} EXCEPT ALL FROM ${theirs}) UNION ALL (FROM ${theirs} EXCEPT ALL FROM ${ours})
      )`,
      z.object({ differing: z.number() }),
    );
    expect(differing).toBe(0);
    return answer;
  }

  async function commit(
    lake: Lake,
    table: Table,
    change: RowChange,
    operation: 'overwrite' | 'delete' | 'replace',
  ) {
    const changes: TableChange[] = [
      {
        kind: 'files',
        snapshotId: lake.stamps.snapshotId(),
        branch: 'main',
        operation,
        add: change.add,
        remove: change.remove,
        summary: { 'quayside.run': 'r1' },
      },
    ];
    const [next = table] = await lake.catalog.commit([{ table, changes }]);
    return next;
  }

  const removal = async (lake: Lake, table: Table, condition: Sql): Promise<RowChange> => {
    const plan = await planScan(table);
    return removeRows(lake.duck, plan, rowsWhere(plan, condition), { stamps: lake.stamps });
  };

  test('sees the same rows after every kind of commit, and goes on writing itself', {
    timeout: 240_000,
  }, async () => {
    await using lake = await openShared();
    const created = await lake.catalog.createTable(name, goods);
    expect(await ask(lake, 'tables')).toEqual(['shop.goods']);
    expect(await expectSame(lake, created)).toMatchObject({ rows: 0, current: null });

    const first = await append(lake, created, goodsRows('acme', 0, 300));
    const appended = await append(lake, first, goodsRows('beta/[ü]', 0, 50));
    expect(await expectSame(lake, appended)).toMatchObject({
      rows: 350,
      columns: {
        sku: 1,
        geo: 9,
        'geo.lat': 10,
        'geo.lon': 11,
        tags: 7,
        'tags.element': 8,
        extras: 101,
        'extras.key': 102,
      },
      operations: ['append', 'append'],
    });

    const few = await commit(lake, appended, await removal(lake, appended, sql`stock % 50 = 7`), 'delete');
    expect(await expectSame(lake, few)).toMatchObject({ rows: 343, deletes: 2 });
    const more = await commit(lake, few, await removal(lake, few, sql`stock < 12`), 'delete');
    expect(await expectSame(lake, more)).toMatchObject({ rows: 343 - 22, deletes: 4 });
    const many = await commit(
      lake,
      more,
      await removal(lake, more, sql`stock < 180 AND tenant_id = 'acme'`),
      'overwrite',
    );
    const afterMany = await expectSame(lake, many);
    expect(afterMany).toMatchObject({ rows: 118 + 38, deletes: 2 });
    await expectSame(
      lake,
      many,
      { at: { snapshotId: appended.metadata['current-snapshot-id'] ?? 0n } },
      String(appended.metadata['current-snapshot-id']),
    );

    const [evolved = many] = await lake.catalog.commit([
      {
        table: many,
        changes: [
          {
            kind: 'update-schema',
            edits: [
              { kind: 'add', name: 'note', type: 'string', id: 40 },
              { kind: 'rename', id: 3, name: 'on_hand' },
              { kind: 'widen', id: 3, type: 'long' },
              { kind: 'widen', id: 4, type: 'decimal(14, 2)' },
            ],
          },
        ],
      },
    ]);
    expect(await expectSame(lake, evolved)).toMatchObject({ rows: 156, columns: { on_hand: 3, note: 40 } });
    const newer = await append(
      lake,
      evolved,
      sql`(SELECT * RENAME (stock AS on_hand), 'hello' AS note FROM ${goodsRows('acme', 900, 905)})`,
    );
    await expectSame(lake, newer);

    const source = join(lake.root, 'theirs.parquet');
    await lake.duck.run(
      sql`COPY (SELECT * RENAME (stock AS on_hand), 'from Python' AS note FROM ${goodsRows('gamma', 0, 20)}) TO ${source} (FORMAT parquet)`,
    );
    await ask(lake, 'append', 'shop.goods', source);
    const theirs = await lake.catalog.load(name);
    expect(await expectSame(lake, theirs)).toMatchObject({ rows: 181 });
    await ask(lake, 'delete', 'shop.goods', "sku == 'S000003' or sku == 'S000190'");
    const cut = await lake.catalog.load(name);
    expect(await expectSame(lake, cut)).toMatchObject({ rows: 179 });

    const tenant = { fieldId: 2, value: 'acme' };
    const now = await planScan(cut, { filter: tenant });
    const then = await planScan(cut, {
      filter: tenant,
      at: { snapshotId: more.metadata['current-snapshot-id'] ?? 0n },
    });
    const restored = await commit(lake, cut, restore(now, then), 'overwrite');
    expect(await expectSame(lake, restored)).toMatchObject({ rows: 300 - 6 - 11 + 38 + 19 });
    const emptied = await commit(
      lake,
      restored,
      await removeFiltered(lake.duck, await planScan(restored, { filter: { fieldId: 2, value: 'gamma' } }), {
        stamps: lake.stamps,
      }),
      'delete',
    );
    expect(await expectSame(lake, emptied)).toMatchObject({ rows: 283 + 38 });

    const staged = await append(
      lake,
      emptied,
      sql`(SELECT * RENAME (stock AS on_hand), NULL AS note FROM ${goodsRows('acme', 0, 9)})`,
      'stage',
    );
    await expectSame(lake, staged);
    expect(await expectSame(lake, staged, { at: { ref: 'stage' } }, '', 'stage')).toMatchObject({
      rows: 330,
    });

    const plan = await planScan(staged);
    const compaction = planCompaction(plan, { smallBelow: 1e9, fewestFiles: 2 });
    const compacted = await commit(lake, staged, await compact(lake.duck, plan, compaction, lake), 'replace');
    expect(await expectSame(lake, compacted)).toMatchObject({ rows: 321, deletes: 0 });

    const ids = planExpiry(compacted.metadata, { olderThan: Date.now() + 60_000, keepLast: 1 });
    const expired = await expireSnapshots((all) => lake.catalog.commit(all), compacted, ids);
    expect(expired.files).toBeGreaterThan(10);
    expect((await expectSame(lake, expired.table)).snapshots).toHaveLength(2);
    expect(await expectSame(lake, expired.table, { at: { ref: 'stage' } }, '', 'stage')).toMatchObject({
      rows: 330,
    });

    await ask(lake, 'append', 'shop.goods', source);
    expect(await expectSame(lake, await lake.catalog.load(name))).toMatchObject({ rows: 341 });
  });

  test('bounds enclose the values they bound', async () => {
    await using lake = await openShared();
    const fields = [
      { id: 1, name: 'text', required: false, type: 'string' },
      { id: 2, name: 'd', required: false, type: 'decimal(20, 3)' },
      { id: 3, name: 'x', required: false, type: 'double' },
      { id: 4, name: 'f', required: false, type: 'float' },
      { id: 5, name: 'day', required: false, type: 'date' },
      { id: 6, name: 'at', required: false, type: 'timestamptz' },
      { id: 7, name: 'big', required: false, type: 'long' },
      { id: 8, name: 'part', required: false, type: 'int' },
      { id: 9, name: 'flag', required: false, type: 'boolean' },
    ];
    const table = await lake.catalog.createTable(name, {
      fields,
      partitionBy: [{ 'source-id': 8, name: 'part', transform: 'identity' }],
    });
    const filled = await append(
      lake,
      table,
      sql`(SELECT
        CASE i % 5 WHEN 0 THEN repeat(chr((127 + i)::INTEGER), 30) WHEN 1 THEN 'a' || i || repeat(chr(1114111), 20) WHEN 2 THEN repeat(chr(55295), 17) WHEN 3 THEN '' ELSE 'plain' || i END AS text,
        ((i - 50) * 12345.678)::DECIMAL(20, 3) AS d,
        CASE WHEN i % 7 = 0 THEN -0.0 ELSE (i - 50) / 3 END::DOUBLE AS x,
        CASE WHEN i = 3 THEN 'nan' ELSE (i / 3)::VARCHAR END::FLOAT AS f,
        DATE '1969-12-01' + i::INTEGER AS day,
        TIMESTAMPTZ '1969-12-31 23:59:59.999999+00' + INTERVAL (i * 997) MICROSECOND AS at,
        (i - 50) * 9007199254740993 AS big,
        i % 10 AS part,
        i % 3 = 0 AS flag
        FROM range(100) AS r(i))`,
    );
    expect(await ask(lake, 'bounds', 'shop.goods')).toEqual({
      checked: expect.toSatisfy((n: number) => n > 100),
      wrong: [],
    });
    await expectSame(lake, filled);
  });

  test('bucket values are those of the specification, and bucketed tables are gone on with', {
    timeout: 240_000,
  }, async () => {
    await using lake = await openShared();
    registerBucketFunctions(lake.duck);
    const source = join(lake.root, 'values.parquet');
    await lake.duck.run(sql`COPY (
      SELECT CASE i % 4 WHEN 0 THEN repeat('ü', i) WHEN 1 THEN '' WHEN 2 THEN NULL ELSE 'key-' || i END AS text,
        CASE WHEN i % 9 > 0 THEN (i - 500) * 1000003 END::INTEGER AS whole, (i - 500) * 123456789012345 AS long,
        DATE '1970-01-01' + (i - 500)::INTEGER AS day,
        TIMESTAMPTZ '1970-01-01 00:00:00+00' + INTERVAL (i * 12345678) MICROSECOND AS time
      FROM range(1000) AS r(i)) TO ${source} (FORMAT parquet)`);
    const types = { text: 'string', whole: 'int', long: 'long', day: 'date', time: 'timestamptz' };
    const theirs = z
      .record(z.string(), z.array(z.number().nullable()))
      .parse(await ask(lake, 'buckets', source));
    for (const [column, type] of Object.entries(types)) {
      const field = {
        'source-id': 1,
        'field-id': 1000,
        name: 'b',
        transform: 'bucket[16]',
        sourceName: column,
        sourceType: type,
        resultType: 'int',
      };
      const ours = await lake.duck.rows(
        sql`SELECT ${bucketExpression(field, 16)} AS bucket FROM read_parquet(${source})`,
        z.object({ bucket: z.number().nullable() }),
      );
      expect(
        ours.map(({ bucket }) => bucket),
        column,
      ).toEqual(theirs[column]);
    }

    await lake.catalog.createNamespace('shop');
    await ask(lake, 'make-bucketed', 'shop.bucketed');
    const table = await lake.catalog.load({ namespace: 'shop', name: 'bucketed' });
    expect(await expectSame(lake, table)).toMatchObject({ rows: 50 });
    const grown = await append(
      lake,
      table,
      sql`(SELECT 'beta' AS tenant_id, 'k' || i AS key, i AS n FROM range(40) AS r(i))`,
    );
    expect(await expectSame(lake, grown)).toMatchObject({ rows: 90 });
    const plan = await planScan(grown, { filter: { fieldId: 2, value: 'k7' } });
    expect(plan.files.length).toBe(2);
    const cut = await commit(lake, grown, await removal(lake, grown, sql`key = 'k7'`), 'delete');
    expect(await expectSame(lake, cut)).toMatchObject({ rows: 88 });
    const files = z
      .object({ files: z.array(z.object({ partition: z.record(z.string(), z.string()), rows: z.number() })) })
      .parse(await ask(lake, 'partitions', 'shop.bucketed'));
    expect(new Set(files.files.map(({ partition }) => partition['tenant_id']))).toEqual(
      new Set(['acme', 'beta']),
    );
    const rewritten = await writeDataFiles(
      lake.duck,
      cut,
      sql`(SELECT 'acme' AS tenant_id, 'k7' AS key, 7 AS n)`,
      { uuid: lake.stamps.uuid() },
    );
    const again = await commit(
      lake,
      cut,
      { add: rewritten.map((file) => ({ file })), remove: [], rows: 0 },
      'overwrite',
    );
    expect(await expectSame(lake, again)).toMatchObject({ rows: 89 });
  });
});
