import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { contracts } from '../../contracts/data/contracts.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { canonicalLocation, localPathOf } from '../iceberg/storage/location.ts';
import type { Table } from '../iceberg/table.ts';
import { isMirror, referredBy } from '../iceberg/upkeep/orphans.ts';
import type { Journal } from '../journal/journal.ts';
import { temporaryPrefix } from '../store/write-whole.ts';
import { pathFromJournal } from './places.ts';

/** A file of the lake that nothing needs: left by killed processes and lost races. */
interface Leftover {
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  readonly modified: Date;
  /** `temporary`: it was never whole; `seen`: newest times that hold no more; `no-table`: below no table of the catalog. */
  readonly kind: 'orphan' | 'temporary' | 'seen' | 'no-table';
}

/**
 * All files below a workspace's lake that neither a table, its mirror nor the journal needs. Read only. A writer at work has such files
 * too: whoever removes them holds the leases, or leaves the young ones alone.
 */
export async function findLeftovers(
  catalog: Catalog,
  journal: Journal,
  workspace: string,
): Promise<readonly Leftover[]> {
  const lake = join(workspace, 'lake', 'cdf-silver');
  const entries = await readdir(lake, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.filter((one) => !one.isDirectory()).map((one) => join(one.parentPath, one.name));
  // Read after the listing, so that what is committed meanwhile is seen.
  const tables = await tablesOf(catalog);
  const needed = new Set((await Promise.all(tables.map(referredBy))).flatMap((files) => [...files]));
  const seenFolder = join(lake, 'seen');
  const tenants = new Set(
    paths.filter((path) => path.startsWith(seenFolder + sep)).map((path) => basename(dirname(path))),
  );
  const holding = new Set(
    [...tenants].flatMap((tenant) =>
      Object.values(contracts).flatMap(({ dataset }) => {
        const file = journal.seenFile(tenant, dataset);
        return file === undefined ? [] : [canonicalLocation(pathFromJournal(workspace, file.path))];
      }),
    ),
  );
  const folders = tables.map(({ metadata }) => canonicalLocation(localPathOf(metadata.location) ?? ''));

  const kindOf = (path: string): Leftover['kind'] | undefined => {
    const location = canonicalLocation(path);
    if (needed.has(location) || holding.has(location)) return undefined;
    if (basename(path).startsWith(temporaryPrefix)) return 'temporary';
    if (path.startsWith(seenFolder + sep)) return 'seen';
    if (!folders.some((folder) => location.startsWith(`${folder}/`))) return 'no-table';
    return isMirror(location) ? undefined : 'orphan';
  };
  const found = await Promise.all(
    paths.map(async (path): Promise<readonly Leftover[]> => {
      const kind = kindOf(path);
      const stats = kind === undefined ? undefined : await stat(path).catch(() => undefined);
      if (kind === undefined || stats === undefined) return [];
      return [{ path, bytes: stats.size, modified: stats.mtime, kind }];
    }),
  );
  return found.flat();
}

async function tablesOf(catalog: Catalog): Promise<readonly Table[]> {
  const names = await Promise.all((await catalog.namespaces()).map((one) => catalog.list(one)));
  return Promise.all(names.flat().map((name) => catalog.load(name)));
}
