import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Host } from '../../core/app/host.ts';
import { attemptRun } from '../../core/app/run-attempt.ts';
import { openQueue } from '../../core/app/run-queue.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { catalogOver } from '../../core/catalog/catalog.ts';
import { sqlitePointers } from '../../core/catalog/sqlite-pointers.ts';
import { folderFiles } from '../../core/iceberg/storage/folder-files.ts';
import { writeError } from '../../core/store/errors.ts';
import { folderStore } from '../../core/store/folder.ts';
import type { Store } from '../../core/store/store.ts';

/** Which writes of a store fail with EIO: before they take place, or after it, as if only the answer was lost. */
export interface Failing {
  /** By number, from 1. */
  readonly fails: (write: number) => boolean;
  readonly when: 'before' | 'after';
}

function failing(inner: Store, { fails, when }: Failing): Store & { readonly writes: () => number } {
  let writes = 0;
  const disturbed = async <T>(key: string, write: () => Promise<T>): Promise<T> => {
    writes += 1;
    const hit = fails(writes);
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

export const asOf = new Date('2026-11-24T02:00:00Z');

/** A run of acme over a store that fails; resolves to its error, undefined where it went well, and how often it wrote. */
export async function disturbedRun(
  host: Host,
  folder: string,
  source: string,
  how: Failing,
): Promise<{ readonly error: unknown; readonly writes: number }> {
  await using workspace = await Workspace.open(host, folder);
  using queue = openQueue(host, folder);
  const store = failing(folderStore(folder), how);
  await using catalog = catalogOver(sqlitePointers(join(folder, 'catalog.sqlite')), {
    files: folderFiles(store),
    warehouse: `file://${join(folder, 'lake', 'cdf-silver')}`,
    stamps: workspace.stamps,
  });
  const disturbed: Workspace = Object.create(workspace, { catalog: { value: catalog } });
  const request = { tenant: 'acme', timezone: 'UTC', severities: {}, sources: [source], asOf };
  const given = { runId: randomUUID(), request: { ...request, workspace: folder } };
  const error = await attemptRun(host, disturbed, queue, given, {}).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  return { error, writes: store.writes() };
}
