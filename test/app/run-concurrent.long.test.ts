import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunResult } from '../../core/app/run-result.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import { document, quayside } from '../cli/run.ts';

const tenants = Array.from({ length: 8 }, (_, index) => `tenant-${index}`);
const header = 'supplier_id,legal_name,source_timestamp,country,data_source,supplier_code';
const rows = (version: string): string =>
  Array.from({ length: 20 }, (_, i) => `S-${i},${version} ${i % 5},2026-11-01,DE,sap,C-${i}`).join('\n');

/** Several processes start at once in a workspace that is not there yet. */
test('runs of many tenants at once all get into the same tables, first and later deliveries', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quayside-runs-'));
  try {
    const workspace = join(folder, 'workspace');
    const runAll = (version: string) =>
      Promise.all(
        tenants.map(async (tenant) => {
          const source = join(folder, version, tenant);
          await mkdir(source, { recursive: true });
          await writeFile(join(source, 'suppliers.csv'), `${header}\n${rows(version)}\n`);
          const args = ['run', '--tenant', tenant, '--source', source, '--workspace', workspace];
          return document<RunResult>(args, { QUAYSIDE_MEMORY: '256MiB', QUAYSIDE_THREADS: '1' });
        }),
      );
    const first = await runAll('a');
    expect(first.map(({ datasets }) => datasets.suppliers?.inserted)).toEqual(tenants.map(() => 20));
    const second = await runAll('b');
    expect(second.map(({ datasets }) => datasets.suppliers?.updated)).toEqual(tenants.map(() => 20));

    await using open = await Workspace.open(
      { limits: { memory: 1024 ** 3, threads: 1 }, scratchRoot: folder, now: () => new Date() },
      workspace,
    );
    const table = await open.catalog.load({ namespace: 'supply_chain', name: 'dim_suppliers_v1' });
    expect(table.metadata.snapshots).toHaveLength(2 * tenants.length);
    const { files } = await planScan(table);
    expect(files.reduce((sum, { file }) => sum + file.records, 0)).toBe(20 * tenants.length);
    expect((await open.journal.verify([])).faults).toEqual([]);
    expect(open.journal.openIntents()).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('of two runs of one tenant at once one is told to wait', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quayside-runs-'));
  try {
    await writeFile(join(folder, 'suppliers.csv'), `${header}\n${rows('a')}\n`);
    const args = [
      'run',
      '--tenant',
      'acme',
      '--source',
      join(folder, 'suppliers.csv'),
      '--workspace',
      folder,
    ];
    const outcomes = await Promise.all([quayside(args), quayside(args), quayside(args)]);
    const codes = outcomes.map(({ code }) => code);
    expect(codes).toContain(0);
    for (const { code, stderr } of outcomes) {
      if (code !== 0) expect([code, stderr]).toEqual([4, expect.stringContaining('CONFLICT')]);
    }
    const last = await document<RunResult>(args);
    expect([last.status, last.datasets.suppliers?.unchanged]).toEqual(['unchanged', 20]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
