import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CheckResult } from '../../core/app/check.ts';
import type { DemoResult } from '../../core/app/demo.ts';
import { scoreTables } from '../../core/app/score-tables.ts';
import type { TableView } from '../../core/app/table-views.ts';
import { TestHost } from '../app/host.ts';
import type { Score } from '../../core/app/score.ts';
import { document, quayside } from './run.ts';

const asOf = '2026-11-24T02:00:00Z';
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quayside-way-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(['csv', 'parquet'])('generate, check, score as %s', (format) => {
  const out = (): string => join(folder, format);

  test('every row is accounted for and every defect caught', async () => {
    await document([
      'generate',
      '--tenant',
      'acme',
      '--suppliers',
      '2000',
      '--parts',
      '3000',
      '--seed',
      '5',
      '--format',
      format,
      '--as-of',
      asOf,
      '--out',
      out(),
    ]);
    expect((await readdir(out())).sort()).toEqual([
      `parts.${format}`,
      `suppliers.${format}`,
      'truth.parquet',
    ]);
    const checked = await document<CheckResult>(['check', out(), '--tenant', 'acme', '--as-of', asOf]);
    for (const [dataset, landed] of [
      ['suppliers', 2000],
      ['parts', 3000],
    ] as const) {
      const counts = checked.datasets[dataset];
      expect(counts?.landed).toBe(landed);
      expect(
        (counts?.passed ?? 0) +
          (counts?.quarantined ?? 0) +
          (counts?.repeated ?? 0) +
          (counts?.superseded ?? 0),
      ).toBe(landed);
      expect(counts?.quarantined).toBeGreaterThan(50);
    }
    expect(checked.delivery.notRead.map(({ path }) => path).join()).toContain('truth.parquet');
    const score = await document<Score>(['score', out(), '--tenant', 'acme']);
    expect(score).toMatchObject({ recall: 1, precision: 1, falseAlarms: 0 });
    expect(Object.keys(score.kinds).length).toBeGreaterThanOrEqual(15);
  });

  test('as of a later time the future rows have become past', async () => {
    const later = await document<CheckResult>(['check', out(), '--tenant', 'acme', '--as-of', '2027-03-01']);
    expect(later.datasets.suppliers?.codes.FUTURE_TIMESTAMP).toBeUndefined();
  });
});

test('--out writes passing and failing rows; together with the dropped ones they are all', async () => {
  const out = join(folder, 'out');
  const result = await document<CheckResult>([
    'check',
    join(folder, 'csv'),
    '--tenant',
    'acme',
    '--as-of',
    asOf,
    '--out',
    out,
  ]);
  const rows = Object.fromEntries(result.written.map((one) => [`${one.dataset}.${one.kind}`, one.rows]));
  expect(rows['suppliers.passing']).toBe(result.datasets.suppliers?.passed);
  expect(rows['parts.failing']).toBe(result.datasets.parts?.quarantined);
  expect((await readdir(out)).sort()).toEqual([
    'parts.failing.parquet',
    'parts.passing.parquet',
    'suppliers.failing.parquet',
    'suppliers.passing.parquet',
  ]);
});

test('--out into the delivery itself: what a check wrote is not read by the next', async () => {
  const delivery = join(folder, 'csv');
  const args = ['check', delivery, '--tenant', 'acme', '--as-of', asOf, '--out', delivery];
  const first = await document<CheckResult>(args);
  const second = await document<CheckResult>(args);
  expect(second.datasets).toEqual(first.datasets);
  const left = second.delivery.notRead.filter(({ reason }) => reason === 'written by an earlier check');
  expect(left).toHaveLength(4);
  for (const { path } of first.written) await rm(path);
});

test('checks that write into one folder at a time do not spoil each other', async () => {
  const out = join(folder, 'shared');
  const args = ['check', join(folder, 'csv'), '--tenant', 'acme', '--as-of', asOf, '--out', out];
  const outcomes = await Promise.all([quayside(args), quayside(args), quayside(args)]);
  expect(outcomes.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
    outcomes.map(() => ({ code: 0, stderr: '' })),
  );
  expect((await readdir(out)).sort()).toEqual([
    'parts.failing.parquet',
    'parts.passing.parquet',
    'suppliers.failing.parquet',
    'suppliers.passing.parquet',
  ]);
});

test('what stands where --out would write is named, and nothing half is left', async () => {
  const out = join(folder, 'taken');
  await mkdir(join(out, 'suppliers.passing.parquet'), { recursive: true });
  const { code, stderr } = await quayside(['check', join(folder, 'csv'), '--tenant', 'acme', '--out', out]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^quayside: NOT_WRITABLE: .*suppliers\.passing\.parquet/);
  expect(await readdir(out)).toEqual(['suppliers.passing.parquet']);
});

test('a scratch folder that is not there is named', async () => {
  const { code, stderr } = await quayside(['check', join(folder, 'csv'), '--tenant', 'acme'], {
    QUAYSIDE_SCRATCH: join(folder, 'gone'),
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^quayside: NOT_WRITABLE: .*QUAYSIDE_SCRATCH/);
});

test('a severity of the tenant lets rows pass', async () => {
  const strict = await document<CheckResult>([
    'check',
    join(folder, 'csv'),
    '--tenant',
    'acme',
    '--as-of',
    asOf,
  ]);
  const lenient = await document<CheckResult>([
    'check',
    join(folder, 'csv'),
    '--tenant',
    'acme',
    '--as-of',
    asOf,
    '--severity',
    'INVALID_ON_TIME_RATE=warning',
  ]);
  expect(lenient.datasets.suppliers?.passed).toBeGreaterThan(strict.datasets.suppliers?.passed ?? 0);
});

test('another tenant finds none of its rows', async () => {
  const result = await document<CheckResult>([
    'check',
    join(folder, 'csv', 'suppliers.csv'),
    '--tenant',
    'globex',
    '--as-of',
    asOf,
  ]);
  expect(result.datasets.suppliers?.passed).toBe(0);
  expect(result.datasets.suppliers?.codes.TENANT_MISMATCH).toBeGreaterThan(1900);
});

test('several tenants get a folder each, and other rows', async () => {
  const out = join(folder, 'two');
  await document([
    'generate',
    '--tenant',
    'acme',
    'globex',
    '--suppliers',
    '50',
    '--parts',
    '50',
    '--as-of',
    asOf,
    '--out',
    out,
  ]);
  expect((await readdir(out)).sort()).toEqual(['acme', 'globex']);
  const score = await document<Score>(['score', out, '--tenant', 'globex']);
  expect(score.recall).toBe(1);
});

test('demo: two tenants all the way; again it changes nothing; another one takes its place; somebody else’s rows stay', {
  timeout: 240_000,
}, async () => {
  const workspace = join(folder, 'demo');
  const demo = (...more: readonly string[]): string[] => [
    'demo',
    '--workspace',
    workspace,
    '--suppliers',
    '300',
    '--parts',
    '300',
    ...more,
  ];
  const result = await document<DemoResult>(demo('--as-of', asOf));
  expect(Object.keys(result).sort()).toEqual(['seconds', 'tenants']);
  expect(result.tenants.map(({ run }) => run.status)).toEqual(['published', 'published']);
  for (const { run, score } of result.tenants) {
    expect(score).toMatchObject({ recall: 1, precision: 1, falseAlarms: 0, missing: 0, strays: 0 });
    expect(run.datasets.suppliers?.inserted).toBeGreaterThan(200);
  }
  const rows = async (): Promise<unknown> =>
    document([
      'query',
      'SELECT count(*)::INTEGER AS n FROM supply_chain.dim_parts_v1',
      '--workspace',
      workspace,
    ]);
  const before = await rows();
  const again = await quayside(demo());
  expect(again.code).toBe(0);
  expect(again.stdout).toContain('0 false alarms');
  expect(again.stdout).toContain('the tables had it all already');
  expect(await rows()).toEqual(before);

  const other = await quayside(demo('--seed', '2'));
  expect(other.stdout).toContain('removed first: tenant_acme, tenant_globex');
  expect(other.stdout).not.toContain('neither in silver nor in quarantine');

  // Of a tenant of one's own beside the demo's nothing is forgotten.
  const supplier =
    'supplier_id,legal_name,source_timestamp,country,data_source\nS-1,Hafen,2026-11-01,DE,sap\n';
  await mkdir(join(folder, 'mine'));
  await writeFile(join(folder, 'mine', 'suppliers.csv'), supplier);
  await document(['run', '--tenant', 'mine', '--source', join(folder, 'mine'), '--workspace', workspace]);
  const { snapshots } = await document<TableView>([
    'tables',
    'show',
    'supply_chain.dim_suppliers_v1',
    '--workspace',
    workspace,
  ]);
  const third = await quayside(demo('--seed', '3'));
  expect([third.code, third.stderr]).toEqual([4, expect.stringContaining('and of mine')]);
  expect((await quayside(demo('--seed', '2'))).stdout).toContain('the tables had it all already');
  const after = await document<TableView>([
    'tables',
    'show',
    'supply_chain.dim_suppliers_v1',
    '--workspace',
    workspace,
  ]);
  expect(after.snapshots).toEqual(snapshots);

  const own = join(folder, 'demo-own');
  await document([
    'run',
    '--tenant',
    'tenant_acme',
    '--source',
    join(workspace, 'deliveries/tenant_acme'),
    '--as-of',
    asOf,
    '--workspace',
    own,
  ]);
  const refused = await quayside(['demo', '--workspace', own]);
  expect(refused).toMatchObject({ code: 4 });
  expect(refused.stderr).toContain("which is not the demo's");
});

test('a score of the tables sees rows that are not there', async () => {
  const workspace = join(folder, 'demo-lost');
  const size = ['--suppliers', '200', '--parts', '200', '--as-of', asOf];
  await document(['demo', '--workspace', workspace, ...size]);
  await document(['clean', '--tenant', 'tenant_acme', '--workspace', workspace, '--yes']);
  await using here = await TestHost.open();
  const tenant = 'tenant_acme';
  const score = await scoreTables(here.host, {
    folder: join(workspace, 'deliveries', tenant),
    tenant,
    workspace,
  });
  expect(score).toMatchObject({ recall: 0, missing: 400 });
});

test('personal values are masked in examples unless asked for', async () => {
  const args = ['check', join(folder, 'csv'), '--tenant', 'acme', '--as-of', asOf];
  const emails = async (extra: readonly string[]): Promise<string> => {
    const { reasons } = await document<CheckResult>([...args, ...extra]);
    return JSON.stringify(reasons.filter((reason) => reason.code === 'INVALID_EMAIL'));
  };
  expect(await emails([])).toContain('•');
  expect(await emails(['--show-pii'])).not.toContain('•');
});

test('a tenant with a folder of its own is scored by the truth in it', async () => {
  const out = join(folder, 'nested');
  const generate = ['generate', '--suppliers', '50', '--parts', '50', '--as-of', asOf];
  await document([...generate, '--tenant', 'other', '--out', out]);
  await document([...generate, '--tenant', 'acme', '--out', join(out, 'acme')]);
  const score = await document<Score>(['score', out, '--tenant', 'acme']);
  expect(score).toMatchObject({ recall: 1, precision: 1, falseAlarms: 0 });
});
