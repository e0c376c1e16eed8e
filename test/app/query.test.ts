import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { query, type QueryRequest } from '../../core/app/query.ts';
import { openOnly } from '../../core/app/query-views.ts';
import { Bench } from '../../core/app/host.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import { tableText } from '../../core/iceberg/table.ts';
import { loadAll, showTable } from '../../core/app/table-views.ts';
import { Duck } from '../../core/duck/duck.ts';
import { sql } from '../../core/sql/sql.ts';
import { quayside } from '../cli/run.ts';
import { run } from '../../core/app/run.ts';
import { TestHost } from './host.ts';
import { SmallWorkspace } from './small-workspace.ts';

let shop: SmallWorkspace;
const suppliers = 'supply_chain.dim_suppliers_v1';

beforeAll(async () => {
  shop = await SmallWorkspace.open('a [odd] place');
  await writeFile(join(shop.folder, 'secret.csv'), 'a\n1\n');
  await using duck = await Duck.open({ ...shop.host.limits, spill: join(shop.folder, 'spill') });
  await duck.run(sql`COPY (SELECT 1 AS a) TO ${join(shop.folder, 'secret.parquet')}`);
});
afterAll(() => shop[Symbol.asyncDispose]());

const ask = (statement: string, more: Partial<QueryRequest> = {}) =>
  query(shop.host, { workspace: shop.folder, statement, limit: 1000, timeoutSeconds: 60, ...more });

test('silver and quarantine are asked by their names, in any case', async () => {
  const { inserted, quarantined } = shop.result.datasets.suppliers ?? {};
  const { columns, rows } = await ask(
    `-- two tables
     WITH kept AS (SELECT * FROM ${suppliers.toUpperCase()})
     SELECT (SELECT count(*) FROM kept) AS kept, count(*) FROM supply_chain.quarantine_suppliers_v1;`,
  );
  expect(columns).toEqual(['kept', 'count_star()']);
  expect(rows).toEqual([[String(inserted), String(quarantined)]]);
});

test('rows are cut at the limit, and it is said; big integers are text', async () => {
  const cut = await ask(`SELECT supplier_id FROM ${suppliers}`, { limit: 7 });
  expect([cut.rows.length, cut.cut]).toEqual([7, true]);
  const whole = await ask('SELECT 9223372036854775807 AS a, 2 AS a FROM range(7)', { limit: 7 });
  expect([whole.rows.length, whole.cut, whole.columns]).toEqual([7, false, ['a', 'a']]);
  expect(whole.rows[0]).toEqual(['9223372036854775807', 2]);
});

test('numbers beyond a double are asked like others', async () => {
  const { rows } = await ask(
    `SELECT -1e400::DOUBLE AS low, 'x "Infinity" \\' AS text, count(*) FROM ${suppliers} WHERE 1 < 1e400 GROUP BY ALL`,
  );
  expect(rows).toEqual([['-Infinity', 'x "Infinity" \\', String(shop.result.datasets.suppliers?.inserted)]]);
});

test('joins, windows, lists and DESCRIBE of a table are as in DuckDB', async () => {
  const { rows } = await ask(
    `SELECT s.supplier_id, c.name, count(*) OVER ()
     FROM ${suppliers} AS s JOIN supply_chain.dim_parts_v1 AS p ON p.default_supplier_id = s.supplier_id,
       unnest(s.certifications) AS c(name)
     LIMIT 1`,
  );
  expect(rows).toHaveLength(1);
  expect((await ask(`SELECT column_name FROM (DESCRIBE ${suppliers})`)).rows).toContainEqual(['supplier_id']);
});

test('a snapshot and a time: as it was', async () => {
  const { snapshots, rows } = await showTable(shop.host, shop.folder, suppliers);
  const snapshotId = BigInt(snapshots[0]?.snapshotId ?? '');
  const count = `SELECT count(*) FROM ${suppliers}`;
  expect((await ask(count, { at: { snapshotId } })).rows).toEqual([[String(rows)]]);
  expect((await ask(count, { at: { time: new Date(snapshots[0]?.at ?? '') } })).rows).toEqual([
    [String(rows)],
  ]);
  expect((await ask(count, { at: { time: new Date('2020-01-01') } })).rows).toEqual([['0']]);
  await expect(ask(count, { at: { snapshotId: 12345n } })).rejects.toMatchObject({
    code: 'SNAPSHOT_NOT_FOUND',
  });
});

test('after a change in place: main without the deleted rows, the snapshot before with them', async () => {
  await using here = await TestHost.open();
  const workspace = join(here.folder, 'workspace');
  const deliver = async (version: string, changed: string) => {
    const source = join(here.folder, version);
    await mkdir(source);
    const lines = Array.from(
      { length: 50 },
      (_, i) => `S-${i},${i === 7 ? changed : 'Acme'},2026-11-01,DE,sap`,
    );
    await writeFile(
      join(source, 'suppliers.csv'),
      ['supplier_id,legal_name,source_timestamp,country,data_source', ...lines, ''].join('\n'),
    );
    return run(here.host, { tenant: 'acme', timezone: 'UTC', severities: {}, sources: [source], workspace });
  };
  const first = await deliver('a', 'Before');
  await deliver('b', 'After');
  const statement = `SELECT count(*)::INTEGER, min(legal_name), max(legal_name) FROM ${suppliers}`;
  const read = async (at?: QueryRequest['at']) =>
    (await query(here.host, { workspace, statement, at, limit: 1, timeoutSeconds: 60 })).rows;
  expect(await read()).toEqual([[50, 'Acme', 'After']]);
  const { snapshots } = await showTable(here.host, workspace, suppliers);
  expect(snapshots).toHaveLength(2);
  const snapshotId = BigInt(first.datasets.suppliers?.snapshotId ?? '');
  expect(await read({ snapshotId })).toEqual([[50, 'Acme', 'Before']]);
  expect(await read({ time: new Date(snapshots[0]?.at ?? '') })).toEqual([[50, 'Acme', 'Before']]);
  await using open = await Workspace.open(here.host, workspace);
  const { deletes } = await planScan(
    await open.catalog.load({ namespace: 'supply_chain', name: 'dim_suppliers_v1' }),
  );
  expect(deletes).toHaveLength(1);
});

describe('what is not one SELECT over the tables is refused', () => {
  const dataFile = async (): Promise<string> => {
    const folder = join(shop.folder, 'lake', 'cdf-silver');
    const names = await readdir(folder, { recursive: true });
    return join(folder, names.find((name) => name.includes('parts') && name.endsWith('.parquet')) ?? '');
  };
  test.each([
    `COPY (SELECT * FROM ${suppliers}) TO '/tmp/quayside-leak.csv'`,
    "ATTACH '/tmp/quayside-leak.db'",
    'INSTALL httpfs',
    'LOAD httpfs',
    'PRAGMA version',
    'CALL pragma_version()',
    'SET threads = 1',
    'RESET enable_external_access',
    'CREATE MACRO m() AS 1',
    'CREATE TABLE t AS SELECT 1',
    `DROP VIEW ${suppliers}`,
    'EXPLAIN ANALYZE SELECT 1',
    'SHOW TABLES',
    'SHOW ALL TABLES',
    "EXPORT DATABASE '/tmp/quayside-leak'",
    'SELECT 1; SELECT 2',
    "SELECT 1; COPY (SELECT 1) TO '/tmp/quayside-leak.csv'",
    '',
    ';',
    'SELECT 1\0; SELECT 2',
    'SELEC 1',
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM ReAd_TeXt('/etc/passwd')",
    `SELECT * FROM "read_text"('/etc/passwd')`,
    `SELECT * FROM main.read_text('/etc/passwd')`,
    `SELECT * FROM system.main.read_text('/etc/passwd')`,
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM parquet_metadata('x.parquet')",
    "FROM '/etc/passwd'",
    "SELECT * FROM '/etc/passwd'",
    `SELECT * FROM "/etc/passwd"`,
    `SELECT * FROM (WITH "/etc/passwd" AS (SELECT 1) SELECT 1), '/etc/passwd'`,
    "WITH a AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM a",
    "WITH RECURSIVE a(t) AS (SELECT 1 UNION ALL SELECT 2 FROM read_text('/etc/passwd')) SELECT * FROM a",
    "WITH a AS MATERIALIZED (FROM '/etc/passwd') SELECT 1",
    "SELECT (SELECT content FROM read_text('/etc/passwd'))",
    "SELECT [(SELECT content FROM read_text('/etc/passwd'))]",
    "SELECT 1 WHERE EXISTS (FROM read_text('/etc/passwd'))",
    "SELECT 1 ORDER BY (SELECT content FROM read_text('/etc/passwd'))",
    "SELECT 1 LIMIT (SELECT count(*) FROM read_text('/etc/passwd'))",
    "SELECT 1 UNION ALL SELECT content FROM read_text('/etc/passwd')",
    "SELECT list_transform([1], lambda x: (SELECT content FROM read_text('/etc/passwd')))",
    "SELECT t.* FROM range(1), LATERAL (SELECT * FROM read_text('/etc/passwd')) AS t",
    "PIVOT read_csv('/etc/passwd') ON column0",
    "SELECT * FROM (PIVOT (FROM read_csv('/etc/passwd')) ON column0 IN ('a') USING count(*))",
    "SUMMARIZE SELECT * FROM read_csv('/etc/passwd')",
    "DESCRIBE '/etc/passwd'",
    "SELECT getenv('HOME')",
    "SELECT list_transform([1], lambda x: getenv('HOME'))",
    "SELECT current_setting('temp_directory')",
    'SELECT * FROM duckdb_secrets()',
    'SELECT * FROM duckdb_settings()',
    'SELECT * FROM duckdb_settings',
    'WITH duckdb_settings AS (SELECT 1) SELECT * FROM (SELECT * FROM duckdb_settings)',
    'SELECT * FROM sqlite_master',
    'SELECT * FROM information_schema.tables',
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('x')",
    "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
    `SELECT * FROM ${suppliers} AT (VERSION => 1)`,
    'SELECT * FROM supply_chain.nope',
    `SELECT nope FROM ${suppliers}`,
    "SELECT 'x'::INTEGER",
    'SELECT $1',
  ])('%s', async (statement) => {
    await expect(ask(statement)).rejects.toMatchObject({ code: 'USAGE', exit: 2 });
  });

  test('files beside the tables, and files of a table that is not asked', async () => {
    for (const path of [
      join(shop.folder, 'secret.parquet'),
      join(shop.folder, 'secret.csv'),
      await dataFile(),
    ]) {
      for (const from of [`read_parquet('${path}')`, `read_csv('${path}')`, `'${path}'`, `"${path}"`]) {
        await expect(ask(`SELECT * FROM ${suppliers}, ${from}`)).rejects.toMatchObject({ code: 'USAGE' });
      }
    }
  });

  test('what takes too long', async () => {
    const started = performance.now();
    await expect(
      ask('SELECT count(*) FROM range(1000000000) a, range(1000000000) b', { timeoutSeconds: 1 }),
    ).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining('longer than 1 seconds') });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('a cancelled one is cancelled, not too slow', async () => {
    const request = { workspace: shop.folder, limit: 1, timeoutSeconds: 60 };
    const statement = 'SELECT count(*) FROM range(1000000000) a, range(1000000000) b';
    await expect(
      query(shop.host, { ...request, statement }, { signal: AbortSignal.timeout(300) }),
    ).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

test('a statement that was not checked stays with the tables all the same', async () => {
  await using bench = await Bench.open(shop.host);
  await using workspace = await Workspace.open(shop.host, shop.folder);
  const [table] = await loadAll(workspace);
  if (table === undefined) throw new Error('expected a table');
  await openOnly(bench.duck, [await planScan(table)]);
  const read = (statement: string) => bench.duck.table(statement, 10);
  expect((await read(`FROM ${tableText(table.name)}`)).rows).toHaveLength(10);
  for (const statement of [
    "FROM read_text('/etc/passwd')",
    `FROM read_parquet('${join(shop.folder, 'secret.parquet')}')`,
    "FROM glob('/etc/*')",
    `COPY (SELECT 1) TO '${join(shop.folder, 'leak.csv')}'`,
    `ATTACH '${join(shop.folder, 'leak.db')}'`,
    'SET enable_external_access = TRUE',
    "SET allowed_paths = ['/etc/passwd']",
    'INSTALL httpfs',
  ]) {
    await expect(read(statement), statement).rejects.toMatchObject({ code: 'USAGE' });
  }
});

test('on the command line: a table, CSV that runs nothing, one document', async () => {
  const start = (...args: string[]) => quayside(['query', ...args, '--workspace', shop.folder]);
  const table = await start(`SELECT tenant_id, count(*) AS n FROM ${suppliers} GROUP BY 1`);
  expect(table.stdout).toMatch(/^tenant_id +n\nacme +\d+\n$/);
  const csv = await start("SELECT '=1+1' AS a, -5 AS b, '+49 30' AS c, 'x,\"y' AS d", '--format', 'csv');
  expect(csv.stdout).toBe(`a,b,c,d\n'=1+1,-5,+49 30,"x,""y"\n`);
  const cut = await start('SELECT 1 FROM range(5)', '--limit', '2', '--json');
  expect(JSON.parse(cut.stdout)).toMatchObject({ rows: [[1], [1]], cut: true });
  expect(cut.stderr).toContain('first 2 rows');
  const many = ['SELECT 1 FROM range(200000)', '--limit', '200000'];
  expect((await start(...many)).code).toBe(2);
  expect((await start(...many, '--format', 'csv')).stdout).toHaveLength(2 * 200_001);
  const refused = await start("SELECT * FROM read_text('/etc/passwd')");
  expect([refused.code, refused.stdout]).toEqual([2, '']);
  expect(refused.stderr).not.toContain('root:');
});

describe('into a file', () => {
  const start = (...args: string[]) => quayside(['query', ...args, '--workspace', shop.folder]);
  const out = (name: string) => join(shop.folder, name);
  const read = async (query: ReturnType<typeof sql>) => {
    await using bench = await Bench.open(shop.host);
    return (await bench.duck.table(query.text, 100)).rows;
  };

  test('Parquet has the types of the result and all rows, whatever the limit of a screen', async () => {
    const file = out('numbers.parquet');
    const statement = `/* all of them */
      SELECT r AS n, 'a' AS text, [1, 2] AS list, DATE '2026-01-01' AS day FROM range(2500) AS t(r) ORDER BY r DESC;`;
    const { code, stdout } = await start(statement, '--out', file, '--json');
    expect([code, JSON.parse(stdout)]).toEqual([0, { path: file, rows: 2500 }]);
    expect(
      await read(sql`SELECT typeof(n), typeof(list), typeof(day), n FROM read_parquet(${file}) LIMIT 1`),
    ).toEqual([['BIGINT', 'INTEGER[]', 'DATE', '2499']]);
    // Again, with fewer: the file is replaced.
    expect((await start('SELECT 1 AS a', '--out', file, '--limit', '1')).stdout).toBe(`1 rows in ${file}\n`);
    expect(await read(sql`SELECT count(*) FROM read_parquet(${file})`)).toEqual([['1']]);
  });

  test('CSV holds no formula, in no type; lists are JSON', async () => {
    const file = out('cells.csv');
    const statement =
      "SELECT '=1+1' AS \"=a\", -5 AS b, ['=x', 'y'] AS c, {'k': '@z'} AS d, NULL AS e, '+49 30' AS f, '-x' AS g";
    expect((await start(statement, '--out', file)).code).toBe(0);
    const [header, line] = (await readFile(file, 'utf8')).split('\n');
    expect(header).toBe("'=a,b,c,d,e,f,g");
    expect(line).toBe(`'=1+1,-5,"[""=x"",""y""]","{""k"":""@z""}",,+49 30,'-x`);
    // On the screen it is the same.
    expect((await start(statement, '--format', 'csv')).stdout.split('\n')[1]).toBe(line);
  });

  test('a refusal leaves what was there, and nothing half', async () => {
    const file = out('kept.csv');
    await writeFile(file, 'kept');
    for (const statement of [
      'SELECT nonsense',
      `SELECT * FROM read_csv('${file}')`,
      "SELECT CAST(text AS INTEGER) FROM (VALUES ('x')) AS t(text)",
    ]) {
      const { code, stderr } = await start(statement, '--out', file);
      expect([code, stderr]).toEqual([2, expect.stringMatching(/^quayside: USAGE: /)]);
    }
    expect(await readFile(file, 'utf8')).toBe('kept');
    expect((await readdir(shop.folder)).filter((name) => name.endsWith('.partial'))).toEqual([]);
    const nowhere = await start('SELECT 1', '--out', join(shop.folder, 'no', 'where.csv'));
    expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining('NOT_WRITABLE')]);
  });

  test.each([
    ['--out', 'x', 'expected --format csv or --format parquet'],
    ['--out', 'x.csv', '--format', 'table', 'expected --format csv or --format parquet'],
    ['--format', 'parquet', 'name it with --out'],
  ])('%s %s: what does not go together is said', async (...all) => {
    const { code, stderr } = await start('SELECT 1', ...all.slice(0, -1));
    expect([code, stderr]).toEqual([2, expect.stringContaining(all.at(-1) ?? '')]);
  });
});

test('a data file that is gone is named, with what to do', async () => {
  await using workspace = await Workspace.open(shop.host, shop.folder);
  const table = await workspace.catalog.load({ namespace: 'supply_chain', name: 'dim_suppliers_v1' });
  const path = (await planScan(table)).files[0]?.path ?? '';
  await rename(path, `${path}.away`);
  try {
    await expect(ask(`SELECT max(legal_name) FROM ${suppliers}`)).rejects.toMatchObject({
      code: 'FILE_DAMAGED',
      message: expect.stringContaining(path),
    });
  } finally {
    await rename(`${path}.away`, path);
  }
});

describe('a statement that makes values without end', () => {
  const small = { QUAYSIDE_MEMORY: '512MiB' };
  test.each([
    [
      'more than fits',
      `SELECT repeat(legal_name, 50000000) AS a FROM ${suppliers}`,
      /more than the 512 MiB.*QUAYSIDE_MEMORY/,
    ],
    [
      'a list of all',
      `SELECT list(repeat(legal_name, 100000)) AS a FROM ${suppliers}, range(100)`,
      /more than the 512 MiB/,
    ],
    ['one long value', "SELECT repeat('x', 70000000) AS a", /result is larger than 64 MiB.*--out/],
    ['longer than a text can be', "SELECT repeat('x', 600000000) AS a", /larger than 64 MiB|more than the/],
  ])('%s: it is stopped with what to do, within its memory', async (_, statement, words) => {
    const options = ['--workspace', shop.folder, '--timeout', '20'];
    const { code, stdout, stderr } = await quayside(['query', statement, ...options], small);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(words);
  });

  test('the process that ran it leaves no scratch folder, nor half a file', async () => {
    const out = join(shop.folder, 'out.csv');
    const statement = `SELECT repeat(legal_name, 50000000) AS a FROM ${suppliers}`;
    const scratch = join(shop.folder, 'own-scratch');
    await mkdir(scratch);
    const options = ['--workspace', shop.folder, '--out', out];
    const { code } = await quayside(['query', statement, ...options], {
      ...small,
      QUAYSIDE_SCRATCH: scratch,
    });
    expect(code).toBe(2);
    expect(await readdir(scratch)).toEqual([]);
    expect((await readdir(shop.folder)).filter((name) => name.startsWith('out.csv'))).toEqual([]);
  });
});
