import { randomUUID } from 'node:crypto';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openQueue } from '../../core/app/run-queue.ts';
import { attemptRun } from '../../core/app/run-attempt.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { catalogOver } from '../../core/catalog/catalog.ts';
import { sqlitePointers } from '../../core/catalog/sqlite-pointers.ts';
import { folderFiles } from '../../core/iceberg/storage/folder-files.ts';
import { findLeftovers } from '../../core/silver/leftovers.ts';
import { writeError } from '../../core/store/errors.ts';
import { folderStore } from '../../core/store/folder.ts';
import type { Store } from '../../core/store/store.ts';
import { Lakehouse } from '../app/lakehouse.ts';

const asOf = new Date('2026-11-24T02:00:00Z');

/** A store whose write of that number fails with EIO: before it took place, or after it, as if only the answer was lost. */
function failing(
  inner: Store,
  at: number,
  when: 'before' | 'after',
): Store & { readonly writes: () => number } {
  let writes = 0;
  const disturbed = async <T>(key: string, write: () => Promise<T>): Promise<T> => {
    writes += 1;
    const hit = writes === at;
    if (hit && when === 'before') throw eio(key);
    const result = await write();
    if (hit) throw eio(key);
    return result;
  };
  return {
    address: inner.address,
    list: (prefix, signal) => inner.list(prefix, signal),
    stat: (key) => inner.stat(key),
    read: (key, range) => inner.read(key, range),
    delete: (key) => inner.delete(key),
    localPath: (key) => inner.localPath(key),
    put: (key, content) => disturbed(key, () => inner.put(key, content)),
    putIfAbsent: (key, content) => disturbed(key, () => inner.putIfAbsent(key, content)),
    writes: () => writes,
  };
}

const eio = (key: string) => writeError(Object.assign(new Error('i/o error'), { code: 'EIO' }), key);

/** A run over a store that fails; resolves to its error, undefined where it went well, and how often it wrote. */
async function disturbedRun(
  { host, workspace: folder }: Lakehouse,
  source: string,
  at: number,
  when: 'before' | 'after',
): Promise<{ readonly error: unknown; readonly writes: number }> {
  await using workspace = await Workspace.open(host, folder);
  using queue = openQueue(host, folder);
  const store = failing(folderStore(folder), at, when);
  await using catalog = catalogOver(sqlitePointers(join(folder, 'catalog.sqlite')), {
    files: folderFiles(store),
    warehouse: `file://${join(folder, 'lake', 'cdf-silver')}`,
    stamps: workspace.stamps,
  });
  const disturbed = Object.create(workspace, { catalog: { value: catalog } });
  const request = { tenant: 'acme', timezone: 'UTC', severities: {}, sources: [source], asOf };
  const given = { runId: randomUUID(), request: { ...request, workspace: folder } };
  const error = await attemptRun(host, disturbed, queue, given, {}).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  return { error, writes: store.writes() };
}

/** What does not tell when, and in which run. */
async function rowsOf(lake: Lakehouse): Promise<unknown> {
  const { dim_parts_v1, dim_suppliers_v1, quarantine_parts_v1, quarantine_suppliers_v1 } =
    await lake.content('acme');
  return [dim_parts_v1, dim_suppliers_v1, quarantine_parts_v1?.rows ?? 0, quarantine_suppliers_v1?.rows ?? 0];
}

test('a write that fails leaves all as before or all published, and the next run goes on', async () => {
  await using lake = await Lakehouse.open();
  await lake.run('acme', await lake.delivery('acme', 1), { asOf });
  const source = await lake.delivery('acme', 2);
  const before = await rowsOf(lake);
  const backup = join(lake.folder, 'backup');
  await cp(lake.workspace, backup, { recursive: true });
  const { writes, error } = await disturbedRun(lake, source, 0, 'before');
  expect(error).toBe(undefined);
  expect(writes).toBeGreaterThan(8);
  const after = await rowsOf(lake);
  const full = process.env['QUAYSIDE_FAULTS'] === 'full';
  const ats = Array.from({ length: writes }, (_, index) => index + 1).filter((at) => full || at % 6 === 1);
  let failed = 0;
  for (const when of ['before', 'after'] as const) {
    for (const at of ats) {
      await rm(lake.workspace, { recursive: true });
      await cp(backup, lake.workspace, { recursive: true });
      const { error: told } = await disturbedRun(lake, source, at, when);
      // Nothing depends on the mirror: a run goes well without it.
      if (told !== undefined) {
        failed += 1;
        expect(told, `write ${at}, ${when}`).toMatchObject({ code: 'NOT_WRITABLE' });
      }
      expect(await rowsOf(lake), `write ${at}, ${when}`).toEqual(told === undefined ? after : before);
      expect(await lake.faults()).toEqual([]);
      await lake.run('acme', source, { asOf });
      expect(await rowsOf(lake), `write ${at}, ${when}`).toEqual(after);
      expect(await lake.faults()).toEqual([]);
      await using workspace = await Workspace.open(lake.host, lake.workspace);
      expect(workspace.journal.openIntents()).toEqual([]);
      const left = await findLeftovers(workspace.catalog, workspace.journal, lake.workspace);
      // What was written although the answer was an error is found.
      expect(left.length, `write ${at}, ${when}`).toBeLessThanOrEqual(when === 'before' ? 0 : 1);
    }
  }
  expect(failed).toBeGreaterThan(3);
});
