import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditVerdict } from '../../core/app/audit.ts';
import type { RunResult } from '../../core/app/run-result.ts';
import type { TableView } from '../../core/app/table-views.ts';
import { document, quayside } from './run.ts';

const asOf = '2026-11-24T02:00:00Z';
let folder = '';
const workspace = (): string => join(folder, 'work');
const delivery = (): string => join(folder, 'acme');
const deliver = (tenant: string, source: string): Promise<RunResult> =>
  document<RunResult>([
    'run',
    '--tenant',
    tenant,
    '--source',
    source,
    '--workspace',
    workspace(),
    '--as-of',
    asOf,
  ]);
const suppliers = 'supply_chain.dim_suppliers_v1';
const show = (name: string): Promise<TableView> =>
  document<TableView>(['tables', 'show', name, '--workspace', workspace()]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quayside-run-'));
  const sizes = ['--suppliers', '400', '--parts', '600', '--as-of', asOf];
  await document(['generate', '--tenant', 'acme', ...sizes, '--out', delivery()]);
  await document(['generate', '--tenant', 'globex', ...sizes, '--out', join(folder, 'globex')]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a delivery goes all the way, and the same again changes nothing', async () => {
  const first = await deliver('acme', delivery());
  expect(first.status).toBe('published');
  expect(first.datasets.suppliers?.inserted).toBeGreaterThan(350);
  const view = await show(suppliers);
  expect(view.tenants).toEqual({ acme: first.datasets.suppliers?.inserted });
  const again = await deliver('acme', delivery());
  expect(again.status).toBe('unchanged');
  expect(again.datasets.suppliers).toMatchObject({ inserted: 0, updated: 0, unchanged: view.rows });
  expect((await show(suppliers)).snapshots).toHaveLength(1);
});

test("another tenant's run leaves the first one's rows as they were", async () => {
  const before = (await show(suppliers)).tenants['acme'];
  const other = await deliver('globex', join(folder, 'globex'));
  expect((await show(suppliers)).tenants).toEqual({
    acme: before,
    globex: other.datasets.suppliers?.inserted,
  });
});

test('a refused delivery leaves the tables as they were and is in the journal', async () => {
  const bad = join(folder, 'bad');
  await writeFile(`${bad}-suppliers.csv`, 'supplier_id,country\n1,DE\n');
  const { code } = await quayside([
    'run',
    '--tenant',
    'acme',
    '--source',
    `${bad}-suppliers.csv`,
    '--workspace',
    workspace(),
  ]);
  expect(code).toBe(3);
  expect((await show(suppliers)).snapshots).toHaveLength(2);
  const { runs } = await document<{ runs: { status: string }[] }>(['runs', '--workspace', workspace()]);
  expect(runs.map(({ status }) => status)).toEqual(['failed', 'published', 'unchanged', 'published']);
});

test('audit verify: whole, until a data file is touched', async () => {
  const verdict = await document<AuditVerdict>(['audit', 'verify', '--workspace', workspace()]);
  expect(verdict).toMatchObject({ whole: true, recordFaults: [], fileFaults: [] });
  expect(verdict.files).toBeGreaterThan(3);
  const data = join(workspace(), 'lake', 'cdf-silver', 'supply_chain', 'dim_suppliers_v1', 'data');
  const [file] = (await readdir(data, { recursive: true })).filter((name) => name.endsWith('.parquet'));
  await appendFile(join(data, file ?? ''), 'x');
  const { code, stderr } = await quayside(['audit', 'verify', '--workspace', workspace()]);
  expect(code).toBe(3);
  expect(stderr).toContain('altered');
});

test('a table that is not there is named with those that are', async () => {
  const { code, stderr } = await quayside(['tables', 'show', 'nope', '--workspace', workspace()]);
  expect(code).not.toBe(0);
  expect(stderr).toContain(suppliers);
});
