import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { datasetNames } from '../../contracts/data/contracts.ts';
import { contracts } from '../../contracts/data/contracts.ts';
import { sqlitePointers } from '../../core/catalog/sqlite-pointers.ts';
import { icebergSchema } from '../../core/contract/derived/iceberg-schema.ts';
import { Duck } from '../../core/duck/duck.ts';
import { openTables } from '../../core/silver/tables.ts';
import { type Sql, sql } from '../../core/sql/sql.ts';
import { append, openLake } from '../iceberg/lake.ts';
import { files, generate, runOf } from './delivery.ts';
import { median, seconds, wholeProcess } from './measure.ts';

const GiB = 1024 ** 3;
const runDocument = z.object({
  seconds: z.number(),
  datasets: z.record(z.string(), z.object({ updated: z.number(), unchanged: z.number() })),
});

interface Run extends z.infer<typeof runDocument> {
  /** Of the whole process, in seconds. */
  readonly whole: number;
}

async function runInto(source: string, workspace: string): Promise<Run> {
  const { stdout, seconds: whole } = await wholeProcess(runOf(source, workspace));
  return { ...runDocument.parse(JSON.parse(stdout)), whole };
}

/** 100,000 + 100,000 rows received and published, and what DuckDB takes to read the files and write them partitioned, warm. */
export async function run(folder: string): Promise<string[]> {
  const source = join(folder, 'run');
  const workspace = join(folder, 'run-workspace');
  await wholeProcess(generate(100_000, source));
  const wholes: number[] = [];
  const ran = await median(5, async () => {
    await rm(workspace, { recursive: true, force: true });
    const once = await runInto(source, workspace);
    wholes.push(once.whole);
    return once.seconds;
  });
  await using duck = await Duck.open({ memory: 2 * GiB, threads: 2, spill: join(folder, 'spill') });
  const plain = await median(5, () => timed(() => copyPartitioned(duck, source, join(folder, 'plain'))));
  wholes.sort((a, b) => a - b);
  return [
    `run of 200,000 rows, whole process: ${seconds(wholes[Math.floor(wholes.length / 2)] ?? Number.NaN)} (bound 4 s)`,
    `the run itself: ${seconds(ran)}`,
    `DuckDB reads the files and copies them out partitioned: ${seconds(plain)}`,
    `ratio ${(ran / plain).toFixed(1)} (bound 3)`,
  ];
}

async function copyPartitioned(duck: Duck, source: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  const [suppliers = '', parts = ''] = files(source);
  const copies: readonly (readonly [string, Sql])[] = [
    [suppliers, sql`tenant_id`],
    [parts, sql`tenant_id, category`],
  ];
  for (const [file, by] of copies) {
    await duck.run(
      sql`COPY (FROM read_parquet(${file})) TO ${join(target, by.text)} (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (${by}), OVERWRITE_OR_IGNORE)`,
    );
  }
}

/** 200,000 rows of which 1 % changed, into 1,000,000, beside a first delivery of 200,000. */
export async function second(folder: string): Promise<string[]> {
  const [all, few, workspace] = ['second-all', 'second-few', 'second-workspace'].map((name) =>
    join(folder, name),
  );
  if (all === undefined || few === undefined || workspace === undefined) throw new TypeError('three names');
  await wholeProcess(generate(100_000, few, 2));
  const first = await median(3, async () => {
    await rm(workspace, { recursive: true, force: true });
    return (await runInto(few, workspace)).whole;
  });
  await rm(workspace, { recursive: true, force: true });
  await wholeProcess(generate(500_000, all));
  await runInto(all, workspace);
  await using duck = await Duck.open({ memory: 2 * GiB, threads: 2, spill: join(folder, 'spill') });
  let change = 0;
  const found: Run[] = [];
  const again = await median(3, async () => {
    change += 1;
    const source = join(folder, `second-${change}`);
    await changed(duck, all, source, change);
    found.push(await runInto(source, workspace));
    return found.at(-1)?.whole ?? Number.NaN;
  });
  const counts = Object.entries(found.at(-1)?.datasets ?? {}).map(
    ([name, { updated, unchanged }]) => `${name} ${updated} updated, ${unchanged} unchanged`,
  );
  return [
    `first delivery of 200,000 rows, whole process: ${seconds(first)}`,
    `200,000 rows with 1 % changed into 1,000,000, whole process: ${seconds(again)} (bound: the same); ${counts.join('; ')}`,
  ];
}

/** The first 100,000 rows of both files, every hundredth with another text. */
async function changed(duck: Duck, from: string, to: string, change: number): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of datasetNames) {
    const text = name === 'suppliers' ? sql`legal_name` : sql`description`;
    await duck.run(sql`COPY (
      SELECT * EXCLUDE (n) REPLACE (CASE WHEN n % 100 = 7 THEN ${text} || ' ' || ${`${change}`} ELSE ${text} END AS ${text})
      FROM (SELECT *, row_number() OVER () AS n FROM read_parquet(${join(from, `${name}.parquet`)}) LIMIT 100000)
    ) TO ${join(to, `${name}.parquet`)} (FORMAT parquet, ROW_GROUP_SIZE 24576)`);
  }
}

/** 1,000,000 suppliers with all columns of the table: files and commit, beside a plain COPY. */
export async function write(folder: string): Promise<string[]> {
  const source = join(folder, 'write');
  const workspace = join(folder, 'write-workspace');
  await wholeProcess(generate(530_000, source));
  await runInto(join(source, 'suppliers.parquet'), workspace);
  await using lake = await openLake((root) => sqlitePointers(join(root, 'catalog.sqlite')), 4 * GiB);
  const { suppliers } = contracts;
  const { silver } = await openTables(lake.catalog, {
    contract: suppliers,
    fields: icebergSchema(suppliers).fields,
  });
  const data = join(workspace, 'lake/cdf-silver/supply_chain/dim_suppliers_v1/data/**/*.parquet');
  const half = sql`SELECT * FROM read_parquet(${data}, hive_partitioning = FALSE)`;
  await lake.duck.run(sql`CREATE TABLE million AS (${half} UNION ALL ${half}) LIMIT 1000000`);
  const { rows } = await lake.duck.row(
    sql`SELECT count(*) AS rows FROM million`,
    z.object({ rows: z.coerce.number() }),
  );
  const target = join(folder, 'write-plain.parquet');
  const plain = await median(3, () =>
    timed(() => lake.duck.run(sql`COPY million TO ${target} (FORMAT parquet, COMPRESSION zstd)`)),
  );
  let table = silver;
  const committed = await median(3, () =>
    timed(async () => {
      table = await append(lake, table, sql`million`);
    }),
  );
  return [
    `plain COPY of ${rows.toLocaleString('en')} suppliers: ${seconds(plain)}`,
    `written as a table's files and committed: ${seconds(committed)}`,
    `ratio ${(committed / plain).toFixed(2)} (bound 1.2)`,
  ];
}

async function timed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
