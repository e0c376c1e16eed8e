import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { QuaysideError } from '../../base/errors.ts';
import type { Store } from '../../store/store.ts';
import { syncFolder } from '../../store/write-whole.ts';
import { canonicalLocation, localPathOf } from './location.ts';
import type { TableFiles } from './table-files.ts';
import { makeFolder } from '../../base/make-folder.ts';

/**
 * Tables below one local folder. `store` holds the bytes of `root`; every location must lie below it, however it is spelt.
 * Throws SOURCE_NOT_READABLE for a location elsewhere.
 */
export function folderFiles(store: Store, root: string = store.address): TableFiles {
  const home = canonicalLocation(root).replace(/\/+$/, '');

  const keyOf = (location: string): string => {
    const path = canonicalLocation(location);
    if (path.startsWith(`${home}/`)) return path.slice(home.length + 1);
    throw new QuaysideError(
      'SOURCE_NOT_READABLE',
      `${location} is not below ${home}, where this workspace is. If it was moved or copied, run \`quayside workspace relocate\` in its new place.`,
      { parameters: { path: location, root: home } },
    );
  };
  const pathOf = (location: string): string => {
    const path = store.localPath(keyOf(location));
    if (path === undefined) throw new QuaysideError('INTERNAL', `${location} is not on a local disk`);
    return path;
  };

  return {
    async read(location) {
      const pieces: Uint8Array[] = [];
      try {
        for await (const piece of store.read(keyOf(location))) pieces.push(piece);
      } catch (cause) {
        throw cause instanceof QuaysideError && cause.code === 'SOURCE_NOT_FOUND'
          ? missing(location, cause)
          : cause;
      }
      return Buffer.concat(pieces);
    },
    putIfAbsent: (location, bytes) => store.putIfAbsent(keyOf(location), bytes),
    put: (location, bytes) => store.put(keyOf(location), bytes),
    delete: (location) => store.delete(keyOf(location)),
    async list(folder) {
      const prefix = `${keyOf(folder)}/`;
      const base = (localPathOf(folder) ?? folder).replace(/\/+$/, '');
      const objects = await store.list(prefix);
      return objects
        .filter((object) => object.kind === 'file')
        .map(({ key, bytes, modified }) => ({
          location: `${base}/${key.slice(prefix.length)}`,
          bytes,
          modified,
        }));
    },
    pathOf,
    async makeFolder(location) {
      const path = pathOf(location);
      await attempt(path, () => makeFolder(path));
      return path;
    },
    async sync(location) {
      const path = pathOf(location);
      await attempt(path, async () => {
        await using file = await open(path, 'r+');
        await file.datasync();
        // Its name, and those of partitions' folders that were made with it.
        for (let folder = dirname(path), up = 0; up < 3; folder = dirname(folder), up += 1)
          await syncFolder(folder);
      });
    },
  };
}

const missing = (location: string, cause: QuaysideError): QuaysideError =>
  new QuaysideError(
    'TABLE_DAMAGED',
    `${localPathOf(location) ?? location} is not there any more; a table needs it. Restore it from a copy.`,
    { cause, parameters: { path: location } },
  );

async function attempt(path: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    const full = ['ENOSPC', 'EDQUOT'].includes(code);
    throw new QuaysideError(
      full ? 'DISK_FULL' : 'NOT_WRITABLE',
      `${path} cannot be written (${code}); check the disk and the folder's permissions.`,
      { cause, parameters: { path }, retryable: full },
    );
  }
}
