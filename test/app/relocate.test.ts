import { cp, mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditVerify } from '../../core/app/audit.ts';
import { query } from '../../core/app/query.ts';
import { relocate } from '../../core/app/relocate.ts';
import { runRollback } from '../../core/app/rollback.ts';
import { run } from '../../core/app/run.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { movedFrom } from '../../core/iceberg/relocate/moved.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import { quayside } from '../cli/run.ts';
import { Lakehouse } from './lakehouse.ts';

const asOf = new Date('2026-11-24T02:00:00Z');
const suppliers = 'supply_chain.dim_suppliers_v1';

let lake: Lakehouse;
beforeAll(async () => {
  lake = await Lakehouse.open();
});
afterAll(() => lake[Symbol.asyncDispose]());

const deliver = (source: string, workspace: string) =>
  run(lake.host, { tenant: 'acme', timezone: 'UTC', severities: {}, sources: [source], workspace, asOf });

const rows = async (workspace: string, at?: bigint): Promise<unknown> => {
  const statement = `SELECT count(*), sum(hash(s)::HUGEINT)::VARCHAR FROM ${suppliers} AS s`;
  const asked = { workspace, statement, limit: 10, timeoutSeconds: 60 };
  return (await query(lake.host, at === undefined ? asked : { ...asked, at: { snapshotId: at } })).rows;
};

/** Two deliveries with position deletes, a rollback and the second again. */
async function lived(
  name: string,
): Promise<{ workspace: string; second: string; snapshots: readonly bigint[] }> {
  const workspace = join(lake.folder, name);
  const time = (day: number): string => `2026-11-2${day}T10:00:00Z`;
  const lines = (suffix: string, day: number): string[] =>
    Array.from({ length: 40 }, (_, n) => `S-${n},Firm ${n}${n === 7 ? suffix : ''},${time(day)}`);
  const first = await lake.suppliers(`${name}-1`, lines('', 1));
  const second = await lake.suppliers(`${name}-2`, lines(' renamed', 2));
  const { runId } = await deliver(first, workspace);
  await deliver(second, workspace);
  await runRollback(lake.host, { workspace, tenant: 'acme', target: { runId } });
  await deliver(second, workspace);
  await using open = await Workspace.open(lake.host, workspace);
  const { metadata } = await open.catalog.load({ namespace: 'supply_chain', name: 'dim_suppliers_v1' });
  return { workspace, second, snapshots: metadata.snapshots.map((one) => one['snapshot-id']) };
}

describe('locations of a moved folder', () => {
  const moved = movedFrom(['/data/old place'], '/data/new');

  test.each([
    ['file:///data/old place/lake/x.parquet', 'file:///data/new/lake/x.parquet'],
    ['file:/data/old place/lake/x.parquet', 'file:///data/new/lake/x.parquet'],
    ['/data/old place/lake/x.parquet', 'file:///data/new/lake/x.parquet'],
    ['file:///data/new/lake/x.parquet', 'file:///data/new/lake/x.parquet'],
    ['file:///data/old placement/x', undefined],
    ['file:///data/old place/../other/x', undefined],
    ['s3://bucket/data/old place/x', undefined],
  ])('%s', (location, expected) => {
    expect(moved(location)).toBe(expected);
  });

  test('a folder moved into one of itself', () => {
    expect(movedFrom(['/a'], '/a/b')('/a/b/x')).toBe('file:///a/b/x');
    expect(movedFrom(['/a'], '/a/b')('/a/x')).toBe('file:///a/b/x');
    expect(movedFrom(['/a/b'], '/a')('file:///a/b/x')).toBe('file:///a/x');
  });
});

test('a moved workspace is refused, relocated, and whole: rows, snapshots, audit, the next deliveries', async () => {
  const { workspace, second, snapshots } = await lived('before');
  expect(snapshots.length).toBeGreaterThan(3);
  const past = await Promise.all(snapshots.map((one) => rows(workspace, one)));
  const now = await rows(workspace);
  expect((await relocate(lake.host, workspace)).status).toBe('unchanged');
  const place = join(lake.folder, 'a [new] place');
  await rename(workspace, place);
  await expect(rows(place)).rejects.toThrow('quayside workspace relocate');
  await expect(deliver(second, place)).rejects.toThrow('quayside workspace relocate');

  expect(await relocate(lake.host, place)).toMatchObject({ status: 'relocated', from: workspace, to: place });
  expect(await rows(place)).toEqual(now);
  expect(await Promise.all(snapshots.map((one) => rows(place, one)))).toEqual(past);
  expect(await auditVerify(lake.host, place)).toMatchObject({ whole: true });
  for (const file of await readdir(join(place, 'lake'), { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || file.name.endsWith('.parquet')) continue;
    expect((await readFile(join(file.parentPath, file.name))).includes(workspace), file.name).toBe(false);
  }
  expect((await deliver(second, place)).status).toBe('unchanged');
  const third = await lake.suppliers('third', ['S-7,Firm again,2026-11-23T10:00:00Z']);
  expect((await deliver(third, place)).datasets.suppliers).toMatchObject({ updated: 1 });
  expect(await auditVerify(lake.host, place)).toMatchObject({ whole: true });
});

test('a workspace is the same whichever way it is named: by a symbolic link or by its folder', async () => {
  const folder = join(lake.folder, 'true');
  const link = join(lake.folder, 'link');
  await mkdir(folder);
  await symlink(folder, link);
  const first = await lake.suppliers('linked-1', ['S-1,Firm,2026-11-21T10:00:00Z']);
  const second = await lake.suppliers('linked-2', ['S-1,Firm renamed,2026-11-22T10:00:00Z']);
  const { runId } = await deliver(first, link);
  expect((await deliver(first, folder)).status).toBe('unchanged');
  expect((await deliver(second, folder)).datasets.suppliers).toMatchObject({ updated: 1 });
  await runRollback(lake.host, { workspace: link, tenant: 'acme', target: { runId } });
  expect((await relocate(lake.host, link)).status).toBe('unchanged');
  for (const place of [link, folder]) {
    expect(await auditVerify(lake.host, place)).toMatchObject({ whole: true });
    expect(await rows(place)).toEqual(await rows(folder));
  }
});

test('a copy is relocated and its original stays; what was broken off is done again; while a run is on it waits', async () => {
  const { workspace } = await lived('original');
  const now = await rows(workspace);
  const copy = join(lake.folder, 'copy');
  await cp(workspace, copy, { recursive: true });
  {
    // Broken off between the record and the switch.
    await using open = await Workspace.open(lake.host, copy);
    const { journal } = open;
    const lease = journal.acquireLease({ tenant: 'acme', operation: 'run', seconds: 60 });
    await expect(relocate(lake.host, copy)).rejects.toMatchObject({ code: 'CONFLICT', retryable: true });
    journal.releaseLease(lease);
    const [deletes] = journal.publishedFiles().filter(({ path }) => path.includes('-deletes'));
    const files = [
      { path: 'lake/never.parquet', replaces: deletes?.path ?? '', digest: 'a'.repeat(64), bytes: 1 },
    ];
    journal.append([
      { tenant: null, inputs: [], kind: 'relocation', body: { from: workspace, to: copy, files } },
    ]);
  }
  await relocate(lake.host, copy);
  expect(await rows(copy)).toEqual(now);
  expect(await auditVerify(lake.host, copy)).toMatchObject({ whole: true });
  expect(await rows(workspace)).toEqual(now);
  expect(await auditVerify(lake.host, workspace)).toMatchObject({ whole: true });
  // Once more: delete files that were written anew are written anew.
  const again = join(lake.folder, 'again');
  await rename(copy, again);
  await relocate(lake.host, again);
  expect(await rows(again)).toEqual(now);
  expect(await auditVerify(lake.host, again)).toMatchObject({ whole: true });
});

test('a file outside of the folder is named, and nothing changes', async () => {
  const { workspace } = await lived('here');
  const place = join(lake.folder, 'there');
  await rename(workspace, place);
  await using open = await Workspace.open(lake.host, place);
  const table = { namespace: 'supply_chain', name: 'dim_suppliers_v1' };
  const before = await open.catalog.locations();
  const location = before.find((one) => one.table.name === table.name)?.metadataLocation ?? '';
  const file = location.replace(`file://${workspace}`, place);
  const text = await readFile(file, 'utf8');
  await writeFile(
    file,
    text.replace(/"manifest-list":"file:\/\/[^"]*\/lake/, '"manifest-list":"file:///elsewhere/lake'),
  );
  await expect(relocate(lake.host, place)).rejects.toThrow('/elsewhere/lake');
  expect(await open.catalog.locations()).toEqual(before);
  await writeFile(file, text);
  await relocate(lake.host, place);
  expect((await planScan(await open.catalog.load(table))).files.length).toBeGreaterThan(0);
});

test('on the command line', async () => {
  const { workspace } = await lived('cli');
  const place = join(lake.folder, 'cli-moved');
  await rename(workspace, place);
  const refused = await quayside(['tables', '--workspace', place]);
  expect(refused.stderr).toContain('quayside workspace relocate');
  const done = await quayside(['workspace', 'relocate', '--workspace', place]);
  expect(done).toMatchObject({ code: 0 });
  expect(done.stdout).toContain(`are now at ${place}`);
  expect((await quayside(['workspace', 'relocate', '--workspace', place])).stdout).toContain('Nothing to do');
});
