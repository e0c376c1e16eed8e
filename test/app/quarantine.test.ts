import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { suppliers } from '../../contracts/data/suppliers.ts';
import { exportQuarantine } from '../../core/app/quarantine-export.ts';
import { listQuarantine, type QuarantineRequest, showQuarantine } from '../../core/app/quarantine.ts';
import { spreadsheetSql } from '../../core/app/quarantine.sql.ts';
import { spreadsheetCsv } from '../../core/app/spreadsheet-csv.ts';
import { Duck } from '../../core/duck/duck.ts';
import { ident, sql } from '../../core/sql/sql.ts';
import { quayside } from '../cli/run.ts';
import { SmallWorkspace } from './small-workspace.ts';

let shop: SmallWorkspace;
let duck: Duck;
beforeAll(async () => {
  shop = await SmallWorkspace.open();
  duck = await Duck.open({ ...shop.host.limits, spill: join(shop.folder, 'spill') });
});
afterAll(async () => {
  await duck[Symbol.asyncDispose]();
  await shop[Symbol.asyncDispose]();
});

const request = (more: Partial<QuarantineRequest> = {}): QuarantineRequest => ({
  workspace: shop.folder,
  state: 'open',
  showPersonalData: false,
  ...more,
});
const list = (more?: Partial<QuarantineRequest>) => listQuarantine(shop.host, request(more));
const show = (more?: Partial<QuarantineRequest>, limit = 10_000) =>
  showQuarantine(shop.host, { ...request(more), limit });

test('groups count what the run counted', async () => {
  const groups = await list();
  for (const dataset of ['suppliers', 'parts'] as const) {
    const { rows } = await show({ dataset });
    expect(rows).toHaveLength(shop.result.datasets[dataset]?.quarantined ?? -1);
    const errors = groups.filter((group) => group.dataset === dataset && group.severity === 'error');
    expect(errors.length).toBeGreaterThan(3);
    for (const { code, field, rows: count, examples } of errors) {
      const same = rows.filter(({ reasons }) =>
        reasons.some((one) => one.code === code && one.field === field),
      );
      expect([code, field, count]).toEqual([code, field, same.length]);
      expect(examples.length).toBeGreaterThan(0);
    }
  }
});

test('a row says where it came from, and its values are those of the file', async () => {
  const { rows } = await show({ dataset: 'suppliers', showPersonalData: true });
  const delivery = join(shop.folder, '..', 'delivery');
  const [name = ''] = (await readdir(delivery, { recursive: true })).filter((one) =>
    /suppliers.*\.csv$/.test(one),
  );
  const file = await duck.rows(
    sql`SELECT * FROM read_csv(${join(delivery, name)}, all_varchar = TRUE)`,
    z.record(z.string(), z.string().nullable()),
  );
  const [row] = rows;
  expect(row?.sourcePath).toContain('suppliers');
  expect(row?.sourceDigest).toMatch(/^[0-9a-f]{64}$/);
  expect(row?.openedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  for (const { sourceRow, values } of rows) {
    const source = file[(sourceRow ?? 0) - 1];
    expect(values['legal_name'] ?? '').toBe(source?.['legal_name'] ?? '');
    expect(values['contact_email'] ?? '').toBe(source?.['contact_email'] ?? '');
  }
});

test('rows by reason, field and value; a value is found as it came', async () => {
  const [group] = (await list({ dataset: 'suppliers' })).filter(({ examples }) => examples[0]?.value?.length);
  const value = group?.examples[0]?.value ?? '';
  const [code, field] = [group?.code, group?.field];
  const filter = { field, value, dataset: 'suppliers' } as const;
  const { rows } = await show(filter);
  expect(rows).toHaveLength(group?.examples[0]?.rows ?? -1);
  for (const { reasons } of rows) {
    expect(reasons).toContainEqual(expect.objectContaining({ code, field, value }));
  }
  expect((await list(filter)).map((one) => one.field)).toEqual([field]);
  expect((await show({ reason: 'MISSING_COUNTRY', field: 'legal_name' })).rows).toEqual([]);
  expect((await show({ tenant: 'globex' })).rows).toEqual([]);
  expect((await show({ tenant: 'acme', state: 'closed' })).rows).toEqual([]);
  const cut = await show({}, 3);
  expect([cut.rows.length, cut.cut]).toEqual([3, true]);
});

test('personal values are masked in fields, reasons, examples and exports unless asked for', async () => {
  const personal = suppliers.fields.filter(({ pii }) => pii).map(({ name }) => name);
  const clear = (await show({ dataset: 'suppliers', showPersonalData: true })).rows;
  const masked = (await show({ dataset: 'suppliers' })).rows;
  const mails = clear
    .flatMap(({ values }) => values['contact_email'] ?? [])
    .filter((mail) => mail.length > 6);
  expect(mails.length).toBeGreaterThan(5);
  const everything = JSON.stringify([masked, await list()]);
  for (const mail of mails) expect(everything).not.toContain(mail);
  for (const { values, reasons } of masked) {
    for (const name of personal) expect(values[name] ?? '').not.toMatch(/^.+[\p{L}\p{N}]/u);
    for (const { field, value } of reasons) {
      if (personal.includes(field ?? '')) expect(value ?? '').not.toMatch(/^.+[\p{L}\p{N}]/u);
    }
  }
  for (const format of ['csv', 'parquet'] as const) {
    const out = join(shop.folder, `waiting.${format}`);
    await exportQuarantine(shop.host, { ...request(), format, out });
    const from = format === 'csv' ? sql`read_csv(${out}, all_varchar = TRUE)` : sql`read_parquet(${out})`;
    const lines = await duck.rows(
      sql`SELECT to_json(t)::VARCHAR AS line FROM ${from} AS t`,
      z.object({ line: z.string() }),
    );
    expect(lines).toHaveLength((await show()).rows.length);
    const whole = lines.map(({ line }) => line).join('\n');
    for (const mail of mails) expect(whole).not.toContain(mail);
    await exportQuarantine(shop.host, { ...request({ showPersonalData: true }), format, out });
    const found = await duck.rows(
      sql`SELECT raw__contact_email AS mail FROM ${from} WHERE raw__contact_email IS NOT NULL`,
      z.object({ mail: z.string() }),
    );
    expect(found.map(({ mail }) => mail)).toContain(mails[0]);
  }
  expect((await readdir(shop.folder)).filter((name) => name.endsWith('.partial'))).toEqual([]);
});

test('formulas are text in both ways to CSV, numbers stay numbers', async () => {
  const cases = {
    '=1+1': "'=1+1",
    ' =cmd|x': "' =cmd|x",
    '@SUM(A1)': "'@SUM(A1)",
    '-2+3': "'-2+3",
    '\t=1': "'\t=1",
    '＝1+1': "'＝1+1",
    '-12.5': '-12.5',
    '+49 30 1234': '+49 30 1234',
    'a=b': 'a=b',
  };
  const fields = suppliers.fields.map(({ name }) => ident(`raw__${name}`));
  for (const [text, expected] of Object.entries(cases)) {
    expect(spreadsheetCsv(['a'], [[text]])).toBe(`a\n${expected}`);
    const rows = sql`(SELECT ${text} AS row_key, '1' AS row_id, 'acme' AS tenant_id, 'open' AS state, NULL AS extras,
      [{code: 'X', field: 'y', raw_value: ${text}}] AS violations, NULL AS caused_by, ${text} AS source_path, NULL AS source_digest,
      1 AS source_row, NULL AS batch_id, NULL AS run_id, NULL::TIMESTAMPTZ AS opened_at, NULL::TIMESTAMPTZ AS closed_at,
      NULL AS assignee, NULL AS waits_for, ${text} AS note,
      ${fields.map((field) => sql`${text} AS ${field}`)})`;
    const row = await duck.row(spreadsheetSql(rows, suppliers), z.record(z.string(), z.string().nullable()));
    expect([row['row_key'], row['source_path'], row['raw__legal_name']]).toEqual([
      expected,
      expected,
      expected,
    ]);
  }
});

test('an export that cannot be written leaves nothing', async () => {
  const out = join(shop.folder, 'nowhere', 'x.csv');
  await expect(exportQuarantine(shop.host, { ...request(), format: 'csv', out })).rejects.toMatchObject({
    code: 'NOT_WRITABLE',
  });
});

test('on the command line', async () => {
  const run = (...args: string[]) => quayside(['quarantine', ...args, '--workspace', shop.folder]);
  const listed = await run('list', '--tenant', 'acme');
  expect(listed.stdout).toMatch(/^dataset +severity +code/);
  const rows = JSON.parse((await run('show', '--limit', '2', '--json')).stdout) as { rows: unknown[] };
  expect(rows.rows).toHaveLength(2);
  expect((await run('show', '--dataset', 'parts')).stdout).toMatch(/parts +acme .+ open +\S*parts\S*:\d+ /);
  const out = join(shop.folder, 'out.csv');
  expect((await run('show', '--format', 'csv', '--out', out)).code).toBe(0);
  expect(await readFile(out, 'utf8')).toMatch(/^dataset,row_id,tenant_id,row_key,state,reasons,/);
  // The name of the file says what it is; on the screen CSV is cut as a table is.
  const parquet = join(shop.folder, 'out.parquet');
  const written = await run('show', '--out', parquet, '--json');
  expect(JSON.parse(written.stdout)).toEqual({ path: parquet, rows: expect.any(Number) });
  const cut = await run('show', '--format', 'csv', '--limit', '3');
  expect([cut.stdout.trimEnd().split('\n').length, cut.stderr]).toEqual([
    4,
    'Only the first 3 rows; --limit asks for more.\n',
  ]);
  expect(cut.stdout).toMatch(/^dataset,row_id,tenant_id,row_key,state,reasons,/);
  for (const wrong of [
    ['--reason', 'NOPE'],
    ['--field', 'nope'],
    ['--format', 'parquet'],
    ['--out', 'x'],
  ]) {
    expect((await run('show', ...wrong)).code).toBe(2);
  }
});
