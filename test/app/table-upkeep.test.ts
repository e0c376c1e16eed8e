import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { auditVerify } from '../../core/app/audit.ts';
import { runRollback } from '../../core/app/rollback.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { diffTable } from '../../core/app/table-diff.ts';
import { compact, expire } from '../../core/app/table-upkeep.ts';
import { start } from '../cli/run.ts';
import { Lakehouse } from './lakehouse.ts';

const table = 'supply_chain.dim_suppliers_v1';

/** Several small deliveries of two tenants; some rows are replaced by later ones. */
async function worked(lake: Lakehouse): Promise<readonly string[]> {
  for (const [day, names] of [
    ['01', ['Hafen', 'Kran', 'Kai']],
    ['02', ['Hafen', 'Kran GmbH', 'Kai']],
    ['03', ['Hafen AG', 'Kran GmbH', 'Kai']],
  ] as const) {
    const rows = names.map((name, index) => `S-${index},${name},2026-11-${day}`);
    await lake.run('acme', await lake.suppliers(`acme-${day}`, rows));
    await lake.run('globex', await lake.suppliers(`globex-${day}`, [`G-${day},Werft,2026-11-${day}`]));
  }
  return (await lake.snapshots())[table] ?? [];
}

test('compaction and expiry leave the rows, fewer files, and a whole audit', async () => {
  await using lake = await Lakehouse.open();
  const { host, workspace } = lake;
  const ids = await worked(lake);
  expect(ids).toHaveLength(6);
  const before = [await lake.content('acme'), await lake.content('globex')];
  const source = await lake.suppliers('again', ['G-03,Werft,2026-11-03']);

  const compacted = await compact(host, { workspace, table });
  expect(compacted).toMatchObject({ status: 'compacted', filesAdded: 2 });
  expect(compacted.filesRemoved).toBeGreaterThan(2);
  expect([await lake.content('acme'), await lake.content('globex')]).toEqual(before);
  expect((await lake.snapshots())[table]).toHaveLength(7);
  expect(await lake.faults()).toEqual([]);
  expect((await compact(host, { workspace, table })).status).toBe('unchanged');
  // A compaction changes nobody's rows: the last delivery is still answered from the record.
  expect((await lake.run('globex', source)).status).toBe('unchanged');

  expect(await expire(host, { workspace, table, keep: 1, olderThanDays: 1 })).toMatchObject({ snapshots: 0 });
  const expired = await expire(host, { workspace, table, keep: 2, olderThanDays: 0 });
  expect(expired.snapshots).toBe(5);
  expect(expired.files).toBeGreaterThan(5);
  expect(expired.bytes).toBeGreaterThan(1000);
  expect((await lake.snapshots())[table]).toHaveLength(2);
  expect([await lake.content('acme'), await lake.content('globex')]).toEqual(before);
  expect(await lake.faults()).toEqual([]);

  // Rows of a time whose snapshot is gone come back no more; runs go on.
  await using open = await Workspace.open(host, workspace);
  const first = open.journal.runs({ tenant: 'acme' }).at(-1)?.runId ?? '';
  await expect(
    runRollback(host, { workspace, tenant: 'acme', target: { runId: first } }),
  ).rejects.toMatchObject({ code: 'SNAPSHOT_NOT_FOUND' });
  const next = await lake.run('acme', await lake.suppliers('next', ['S-2,Kai AG,2026-11-09']));
  expect(next.datasets.suppliers).toMatchObject({ updated: 1 });
  expect(await lake.faults()).toEqual([]);
});

test('compaction waits for a run of a tenant whose files it would touch', async () => {
  await using lake = await Lakehouse.open();
  const { host, workspace } = lake;
  const ids = await worked(lake);
  await using open = await Workspace.open(host, workspace);
  const lease = open.journal.acquireLease({ tenant: 'acme', operation: 'run', seconds: 60 });
  await expect(compact(host, { workspace, table })).rejects.toMatchObject({
    code: 'CONFLICT',
    retryable: true,
  });
  expect((await lake.snapshots())[table]).toEqual(ids);
  open.journal.releaseLease(lease);
  expect((await compact(host, { workspace, table })).status).toBe('compacted');
});

test('a difference names the rows by key and masks personal values', async () => {
  await using lake = await Lakehouse.open();
  const { host, workspace } = lake;
  const ids = await worked(lake);
  const at = (index: number) => BigInt(ids[index] ?? '0');
  // acme 01, globex 01, acme 02, globex 02, acme 03, globex 03
  const diff = await diffTable(host, { workspace, table, a: at(0), b: at(4) });
  expect(diff).toMatchObject({ onlyInA: 0, onlyInB: 2, changed: 2 });
  expect(diff.examples.map(({ difference, tenant, key }) => [difference, tenant, key])).toEqual([
    ['changed', 'acme', 'S-0'],
    ['changed', 'acme', 'S-1'],
    ['only-in-b', 'globex', 'G-01'],
    ['only-in-b', 'globex', 'G-02'],
  ]);
  expect(diff.examples[0]?.columns['legal_name']).toEqual({ a: 'Hafen', b: 'Hafen AG' });
  expect(diff.examples[0]?.columns['country']).toBeUndefined();
  const reverse = await diffTable(host, { workspace, table, a: at(4), b: at(0) });
  expect(reverse).toMatchObject({ onlyInA: 2, onlyInB: 0, changed: 2 });
  // After a compaction no row differs.
  await compact(host, { workspace, table });
  const last = BigInt((await lake.snapshots())[table]?.at(-1) ?? '0');
  const same = await diffTable(host, { workspace, table, a: at(5), b: last });
  expect(same).toMatchObject({ onlyInA: 0, onlyInB: 0, changed: 0, examples: [] });
  await expect(diffTable(host, { workspace, table, a: 1n, b: last })).rejects.toMatchObject({
    code: 'SNAPSHOT_NOT_FOUND',
  });
  await expect(diffTable(host, { workspace, table: 'a.b', a: 1n, b: 2n })).rejects.toMatchObject({
    code: 'TABLE_NOT_FOUND',
  });
});

test('examples of generated rows hold no personal value', async () => {
  await using lake = await Lakehouse.open();
  const { host, workspace } = lake;
  await lake.run('acme', await lake.delivery('acme', 1));
  await lake.run('acme', await lake.delivery('acme', 2));
  const snapshots = await lake.snapshots();
  for (const name of [table, 'supply_chain.quarantine_suppliers_v1']) {
    const [a = '0', b = '0'] = snapshots[name] ?? [];
    const diff = await diffTable(host, { workspace, table: name, a: BigInt(a), b: BigInt(b) });
    expect(diff.onlyInB).toBeGreaterThan(0);
    expect(diff.examples.length).toBeGreaterThan(0);
    expect(diff.examples.length).toBeLessThanOrEqual(20);
    const mails = diff.examples.flatMap(
      ({ columns }) => columns['contact_email']?.b ?? columns['raw__contact_email']?.b ?? [],
    );
    expect(mails.length).toBeGreaterThan(0);
    expect(mails.filter((text) => /[a-z]{2}/i.test(text))).toEqual([]);
  }
});

test('files that are forgotten while the audit trail is verified are no fault of it; one that is gone without a word is', async () => {
  await using lake = await Lakehouse.open();
  const { host, workspace } = lake;
  await worked(lake);
  await compact(host, { workspace, table });
  let began = false;
  const verdict = await auditVerify(host, workspace, {
    progress: ({ stage }) => {
      if (stage !== 'data files' || began) return;
      began = true;
      // By another process, before the first file is looked at.
      const args = ['tables', 'expire', table, '--keep', '1', '--workspace', workspace];
      const { status, stderr } = spawnSync(process.execPath, [start, ...args], { encoding: 'utf8' });
      expect([status, stderr]).toEqual([0, '']);
    },
  });
  expect(began).toBe(true);
  expect(verdict).toMatchObject({ whole: true, fileFaults: [] });
  await using open = await Workspace.open(host, workspace);
  const [file] = open.journal.publishedFiles();
  expect(open.journal.publishedFiles().length).toBeLessThan(verdict.files);
  await rm(join(workspace, file?.path ?? ''));
  expect(await auditVerify(host, workspace)).toMatchObject({
    whole: false,
    fileFaults: [{ kind: 'missing', path: file?.path }],
  });
});
