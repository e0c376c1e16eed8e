import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { contracts } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import { Bench } from '../../core/app/host.ts';
import { run } from '../../core/app/run.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import { scanRelation } from '../../core/iceberg/scan/relation.sql.ts';
import { type Sql, sql } from '../../core/sql/sql.ts';
import { Lakehouse } from './lakehouse.ts';

/** Deliveries with answers that others worked out, all the way into the tables. Skipped where ../shared/data is not there. */
const shared = join(import.meta.dirname, '../../../shared/data');
const there = existsSync(join(shared, 'airbyte')) && existsSync(join(shared, 'seed'));
if (!there) process.stderr.write(`skipped: ${shared} is not there\n`);

const asOf = new Date('2026-11-24T02:00:00Z');
const tenant = 'tenant_acme';

/** What a query over the tables (`silver`, `quarantine`) and the delivered files finds. */
async function ask<T>(
  { host, workspace }: Lakehouse,
  dataset: DatasetName,
  query: (tables: { readonly silver: Sql; readonly quarantine: Sql }) => Sql,
  row: z.ZodType<T>,
): Promise<T[]> {
  await using open = await Workspace.open(host, workspace);
  await using bench = await Bench.open(host);
  const rowsOf = async (name: string): Promise<Sql> => {
    const [namespace = '', table = ''] = name.split('.');
    return scanRelation(await planScan(await open.catalog.load({ namespace, name: table })));
  };
  const { silverTable, quarantineTable } = contracts[dataset];
  const tables = { silver: await rowsOf(silverTable), quarantine: await rowsOf(quarantineTable) };
  return await bench.duck.rows(query(tables), row);
}

const count = z.coerce.number();
const counted = z.object({ rows: count });

/** The delivery once more: nothing is judged, no snapshot is made, and the rows are reported as they are. */
async function expectUnchanged(lake: Lakehouse, again: () => ReturnType<Lakehouse['run']>): Promise<void> {
  const before = await lake.snapshots();
  const content = await lake.content(tenant);
  const { status, datasets } = await again();
  expect(status).toBe('unchanged');
  for (const counts of Object.values(datasets)) expect(counts).toMatchObject({ inserted: 0, updated: 0 });
  expect(await lake.snapshots()).toEqual(before);
  expect(await lake.content(tenant)).toEqual(content);
  expect(await lake.faults()).toEqual([]);
}

const seedAnswer = z.object({ rows: z.number(), valid: z.number(), codes: z.record(z.string(), z.number()) });
const seedAnswers = z.object({ suppliers: seedAnswer, parts: seedAnswer });

describe.skipIf(!there)('the seed', () => {
  test.each(['csv', 'parquet'])('as %s: silver and quarantine hold exactly its answers', async (format) => {
    await using lake = await Lakehouse.open();
    const folder = join(shared, 'seed');
    const answers = seedAnswers.parse(JSON.parse(await readFile(join(folder, 'answers.json'), 'utf8')));
    const sources = ['suppliers', 'parts'].map((name) => join(folder, `${name}.${format}`));
    const again = () =>
      run(lake.host, { tenant, timezone: 'UTC', severities: {}, sources, workspace: lake.workspace, asOf });
    const { datasets } = await again();
    for (const dataset of ['suppliers', 'parts'] as const) {
      const { rows, valid, codes } = answers[dataset];
      expect(datasets[dataset]).toMatchObject({
        landed: rows,
        inserted: valid,
        updated: 0,
        unchanged: 0,
        quarantined: rows - valid,
        repeated: 0,
        superseded: 0,
        ignored: 0,
      });
      expect(datasets[dataset]?.codes).toMatchObject(codes);
      const silver = await ask(
        lake,
        dataset,
        (tables) =>
          sql`SELECT count(*) AS rows, count(DISTINCT content_hash) AS hashes FROM ${tables.silver}`,
        z.object({ rows: count, hashes: count }),
      );
      expect(silver).toEqual([{ rows: valid, hashes: valid }]);
      const found = await ask(
        lake,
        dataset,
        (tables) => sql`
          SELECT v.code AS code, count(DISTINCT row_id) AS rows
          FROM (SELECT row_id, unnest(violations) AS v FROM ${tables.quarantine} WHERE state = 'open')
          WHERE v.severity = 'error'
          GROUP BY v.code`,
        counted.extend({ code: z.string() }),
      );
      expect(Object.fromEntries(found.map((one) => [one.code, one.rows]))).toEqual(codes);
      // Every row of the file is in exactly one of the two: by its number in quarantine, by its key in silver.
      const key = contracts[dataset].primaryKey.field;
      const file = join(folder, `${dataset}.parquet`);
      const lost = await ask(
        lake,
        dataset,
        (tables) => sql`
          SELECT count(*) AS rows
          FROM (SELECT file_row_number + 1 AS row_no, trim(${sql`COLUMNS(${key})`}) AS key FROM read_parquet(${file}, file_row_number = TRUE)) AS f
          ANTI JOIN ${tables.quarantine} AS q ON q.source_row = f.row_no
          ANTI JOIN (SELECT COLUMNS(${key}) AS key FROM ${tables.silver}) AS s ON s.key = f.key`,
        counted,
      );
      expect(lost).toEqual([{ rows: 0 }]);
    }
    await expectUnchanged(lake, again);
  });
});

interface Scenario {
  readonly name: string;
  /** Rows that are judged, and rows of the files that are not part of the delivery. */
  readonly rows: (answer: Readonly<Record<string, unknown>>) => {
    readonly landed: number;
    readonly ignored: number;
  };
  /** Keys of the delivered rows, read by another query than the product does; a key may come several times. */
  readonly keys: Sql;
}

const number = (value: unknown): number => z.number().parse(value);
const files = (name: string) => join(shared, 'airbyte', name, 'processed/tenant_acme/suppliers/*/*.parquet');
const all = (name: string, condition = sql`TRUE`): Sql => sql`(
  SELECT supplier_id::VARCHAR AS key
  FROM read_parquet(${files(name)}, union_by_name = TRUE)
  WHERE ${condition}
)`;

const scenarios: readonly Scenario[] = [
  {
    name: 'generations',
    rows: ({ naive_rows, current_rows }) => ({
      landed: number(current_rows),
      ignored: number(naive_rows) - number(current_rows),
    }),
    keys: all('generations', sql`_airbyte_generation_id = 12`),
  },
  {
    name: 'append',
    rows: ({ rows_in_files }) => ({ landed: number(rows_in_files), ignored: 0 }),
    keys: all('append'),
  },
  {
    name: 'swapped',
    rows: ({ suppliers }) => ({ landed: number(suppliers), ignored: 0 }),
    keys: all('swapped'),
  },
  {
    name: 'binary',
    rows: ({ current_rows }) => ({ landed: number(current_rows), ignored: number(current_rows) }),
    keys: all('binary', sql`_airbyte_generation_id = 2`),
  },
  {
    name: 'json_data',
    rows: ({ rows }) => ({ landed: number(rows), ignored: 0 }),
    keys: sql`(SELECT json_extract_string(_airbyte_data, '$.supplier_id') AS key FROM read_parquet(${files('json_data')}))`,
  },
  {
    name: 'new_column',
    rows: ({ rows }) => ({ landed: number(rows), ignored: 0 }),
    keys: all('new_column'),
  },
];

describe.skipIf(!there)('what Airbyte wrote', () => {
  test.each(scenarios)(
    '$name: every key is in silver or in quarantine, once',
    async ({ name, rows, keys }) => {
      await using lake = await Lakehouse.open();
      const answer = await answerOf(name);
      const again = () => lake.run(tenant, join(shared, 'airbyte', name), { asOf });
      const { datasets } = await again();
      const { landed, ignored } = rows(answer);
      const counts = datasets.suppliers;
      expect(counts).toMatchObject({ landed, ignored });
      // Row ids of quarantine are of delivered rows, one each.
      const [found] = await ask(
        lake,
        'suppliers',
        ({ silver, quarantine }) => sql`
        SELECT
          (SELECT count(DISTINCT key) FROM ${keys}) AS delivered,
          (SELECT count(*) FROM ${silver}) AS silver,
          (SELECT count(DISTINCT supplier_id) FROM ${silver} AS s SEMI JOIN ${keys} AS k ON k.key = s.supplier_id) AS passed,
          (SELECT count(*) FROM ${quarantine}) AS quarantine,
          (SELECT count(DISTINCT row_id) FROM ${quarantine}) AS "rowIds",
          (SELECT count(DISTINCT row_key) FROM ${quarantine} AS q SEMI JOIN ${keys} AS k ON k.key = q.row_key) AS failed,
          (SELECT count(*) FROM ${silver} AS s SEMI JOIN ${quarantine} AS q ON q.row_key = s.supplier_id) AS "inBoth",
          (SELECT count(*) FROM ${silver} WHERE tenant_id <> ${tenant}) AS foreigners`,
        z.record(z.string(), count),
      );
      const passed = counts?.inserted;
      const failed = counts?.quarantined;
      expect(found).toEqual({
        delivered: (passed ?? 0) + (failed ?? 0),
        silver: passed,
        passed,
        quarantine: failed,
        rowIds: failed,
        failed,
        inBoth: 0,
        foreigners: 0,
      });
      await expectUnchanged(lake, again);
    },
  );

  test('append: the last version of each key counts', async () => {
    await using lake = await Lakehouse.open();
    const { distinct_keys, suspended_at_least } = await answerOf('append');
    await lake.run(tenant, join(shared, 'airbyte/append'), { asOf });
    const [found] = await ask(
      lake,
      'suppliers',
      ({ silver, quarantine }) => sql`
        WITH last AS (
          SELECT supplier_id AS key, arg_max(approved_status, _airbyte_extracted_at) AS status
          FROM read_parquet(${files('append')})
          GROUP BY key
        ),
        now AS (
          SELECT supplier_id AS key, approved_status AS status FROM ${silver}
          UNION ALL
          SELECT row_key, raw__approved_status FROM ${quarantine}
        )
        SELECT count(*) AS keys, count(*) FILTER (WHERE now.status = 'SUSPENDED') AS suspended,
          count(*) FILTER (WHERE now.status IS DISTINCT FROM last.status) AS stale
        FROM last LEFT JOIN now USING (key)`,
      z.record(z.string(), count),
    );
    expect(found).toMatchObject({ keys: distinct_keys, stale: 0 });
    expect(found?.['suspended']).toBeGreaterThanOrEqual(number(suspended_at_least));
  });

  test('swapped: the code is where the file has the tenant, in both datasets', async () => {
    await using lake = await Lakehouse.open();
    const { parts, tenant: named } = await answerOf('swapped');
    const { datasets } = await lake.run(tenant, join(shared, 'airbyte/swapped'), { asOf });
    expect(named).toBe(tenant);
    expect(datasets.parts?.landed).toBe(parts);
    for (const [dataset, key, code] of [
      ['suppliers', sql`supplier_id`, sql`supplier_code`],
      ['parts', sql`part_id`, sql`part_number`],
    ] as const) {
      const path = files('swapped').replace('/suppliers/', `/${dataset}/`);
      const [found] = await ask(
        lake,
        dataset,
        ({ silver }) => sql`
          SELECT count(*) AS rows, count(*) FILTER (WHERE s.code = f.code AND s.tenant = ${tenant}) AS right
          FROM (SELECT ${key} AS key, ${code} AS code, tenant_id AS tenant FROM ${silver}) AS s
          JOIN (SELECT ${key} AS key, tenant_id AS code FROM read_parquet(${path}, hive_partitioning = FALSE)) AS f USING (key)`,
        z.object({ rows: count, right: count }),
      );
      expect(found).toEqual({ rows: datasets[dataset]?.inserted, right: datasets[dataset]?.inserted });
    }
  });

  test('new_column: the new one is kept beside the row, the missing one is empty', async () => {
    await using lake = await Lakehouse.open();
    const { added } = await answerOf('new_column');
    const { datasets } = await lake.run(tenant, join(shared, 'airbyte/new_column'), { asOf });
    const [column = ''] = z.array(z.string()).parse(added);
    const [found] = await ask(
      lake,
      'suppliers',
      ({ silver }) => sql`
        SELECT count(*) FILTER (WHERE extras[${column}] IS NOT NULL) AS kept, count(terms_version) AS terms FROM ${silver}`,
      z.object({ kept: count, terms: count }),
    );
    expect(found).toEqual({ kept: datasets.suppliers?.inserted, terms: 0 });
  });
});

async function answerOf(name: string): Promise<Readonly<Record<string, unknown>>> {
  const all = z
    .record(z.string(), z.record(z.string(), z.unknown()))
    .parse(JSON.parse(await readFile(join(shared, 'airbyte/answers.json'), 'utf8')));
  const found = all[name];
  if (found === undefined) throw new Error(`no answers for ${name}`);
  return found;
}
