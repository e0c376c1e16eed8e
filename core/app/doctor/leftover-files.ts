import { lstat, readdir } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import type { Catalog } from '../../catalog/catalog.ts';
import { headOf } from '../../iceberg/metadata/lookup.ts';
import { parseMetadata } from '../../iceberg/metadata/metadata-file.ts';
import { readLooseManifest } from '../../iceberg/manifest/read-manifest.ts';
import type { TableFiles } from '../../iceberg/storage/table-files.ts';
import { canonicalLocation, localPathOf } from '../../iceberg/storage/location.ts';
import type { Table } from '../../iceberg/table.ts';
import type { Journal } from '../../journal/journal.ts';
import { findLeftovers } from '../../silver/leftovers.ts';
import { journalPath } from '../../silver/places.ts';
import { journalHeadKey } from '../../silver/transaction.ts';
import { openFiles } from './open-files.ts';

export type Leftover = Awaited<ReturnType<typeof findLeftovers>>[number];

export interface Leftovers {
  /** Surely nobody's: made by Quayside and never published, or old. */
  readonly nobodys: readonly Leftover[];
  /** Published by the journal's account, and no table knows them. */
  readonly published: readonly Leftover[];
  /** Below no table of the catalog, by the folder that looks like one: may be dropped on purpose, or the catalog lost it. */
  readonly ofNoTable: ReadonlyMap<string, readonly Leftover[]>;
}

export interface Lake {
  readonly folder: string;
  readonly catalog: Catalog;
  readonly journal: Journal;
  readonly files: TableFiles;
  readonly tables: readonly Table[];
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly settleMilliseconds: number;
}

const day = 24 * 3600 * 1000;
const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/**
 * The files of the lake that nothing needs, by what may be done with them. To be trusted only while no run and no upkeep is on. Other
 * engines have no leases: what one of them may be writing is nobody's only after a day, or, where none ever wrote the table and none has the
 * catalog open, after a minute. Data files, manifest lists and manifests of Quayside are told by their names and the journal's intents.
 */
export async function leftoverFiles(lake: Lake): Promise<Leftovers> {
  const { folder, catalog, journal, now, settleMilliseconds } = lake;
  const all = await findLeftovers(catalog, journal, folder);
  const published = new Set(journal.publishedFiles().map(({ path }) => path));
  const isPublished = ({ path }: Leftover): boolean => published.has(journalPath(folder, path));
  const ours = ownership(lake);
  const alone = await isAlone(folder);
  const nobodys: Leftover[] = [];
  const ofNoTable = new Map<string, Leftover[]>();
  for (const one of all) {
    if (isPublished(one)) continue;
    const age = now - one.modified.getTime();
    if (one.kind === 'no-table' && !(await isUnbornTable(lake, one))) {
      const place = tableFolder(folder, one.path);
      ofNoTable.set(place, [...(ofNoTable.get(place) ?? []), one]);
      continue;
    }
    const surely = one.kind === 'temporary' || one.kind === 'seen' || (await ours.surely(one));
    const wait = ours.sharedTable(one) ? day : alone ? Number.NEGATIVE_INFINITY : settleMilliseconds;
    if (surely || (ours.foreignData(one) ? age > day : age >= wait)) nobodys.push(one);
  }
  return {
    nobodys: [...nobodys, ...(await leftBeside(lake))],
    published: all.filter(isPublished),
    ofNoTable,
  };
}

/** No other process that one can see has the catalog open. */
async function isAlone(folder: string): Promise<boolean> {
  const catalog = join(folder, 'catalog.sqlite');
  const open = await openFiles([catalog], process.pid);
  return open !== undefined && !open.has(catalog);
}

interface Ownership {
  readonly surely: (file: Leftover) => Promise<boolean>;
  /** A data file whose name is not one that Quayside gives. */
  readonly foreignData: (file: Leftover) => boolean;
  /** Another engine wrote to its table before. */
  readonly sharedTable: (file: Leftover) => boolean;
}

function ownership({ journal, files, tables, folder }: Lake): Ownership {
  const announced = new Set(
    journal
      .log({ kind: 'publication-intent', limit: Number.MAX_SAFE_INTEGER })
      .flatMap((entry) => (entry.kind === 'publication-intent' ? entry.body.tables : []))
      .map(({ snapshotId }) => snapshotId),
  );
  const digests = journal.recordedDigests();
  const shared = tables
    .filter(({ metadata }) =>
      metadata.snapshots.some(({ summary }) => summary?.[journalHeadKey] === undefined),
    )
    .map(({ metadata }) => `${canonicalLocation(localPathOf(metadata.location) ?? '')}/`);
  const ownData = new RegExp(`^${uuid}-(?:${uuid}|deletes)\\.parquet$`);
  return {
    foreignData: ({ path }) => path.endsWith('.parquet') && !ownData.test(basename(path)),
    sharedTable: ({ path }) => shared.some((table) => canonicalLocation(path).startsWith(table)),
    surely: async ({ path, bytes }) => {
      const name = basename(path);
      if (ownData.test(name) || digests.has(journalPath(folder, path))) return true;
      const [, listed] = /^snap-(\d+)-/.exec(name) ?? [];
      if (listed !== undefined) return announced.has(listed);
      try {
        if (name.endsWith('.avro')) {
          const found = await readLooseManifest(files, path, bytes);
          return found.some(
            ({ status, snapshotId }) => status === 'added' && announced.has(String(snapshotId)),
          );
        }
        if (!name.endsWith('.metadata.json')) return false;
        const head = headOf(parseMetadata(await files.read(path), path), 'main');
        return (
          head !== undefined &&
          announced.has(String(head['snapshot-id'])) &&
          !isCurrent(tables, head['snapshot-id'])
        );
      } catch {
        // What is unreadable proves nothing.
        return false;
      }
    },
  };
}

const isCurrent = (tables: readonly Table[], id: bigint): boolean =>
  tables.some(({ metadata }) => metadata.snapshots.some((snapshot) => snapshot['snapshot-id'] === id));

/** The first metadata of a table that was never put into the catalog: it has no snapshot, so there is nothing to lose. */
async function isUnbornTable({ files }: Lake, { path, kind }: Leftover): Promise<boolean> {
  if (kind !== 'no-table' || !/[/\\]metadata[/\\]00000-[^/\\]+\.metadata\.json$/.test(path)) return false;
  const siblings = await readdir(join(path, '..', '..'), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  if (siblings.filter((one) => one.isFile()).length !== 1) return false;
  try {
    return parseMetadata(await files.read(path), path).snapshots.length === 0;
  } catch {
    return false;
  }
}

/** `…/lake/cdf-silver/namespace/table`, relative to the workspace. */
const tableFolder = (folder: string, path: string): string =>
  relative(folder, path).split(sep).slice(0, 4).join('/');

/** Half-written files outside of the lake: of settings that were being replaced, of deliveries that were being generated. */
async function leftBeside({ folder, now, settleMilliseconds }: Lake): Promise<readonly Leftover[]> {
  const settings = await namesIn(folder, (name) => /^\.settings-[0-9a-f-]+$/.test(name));
  const deliveries = await namesIn(join(folder, 'deliveries'), () => true);
  const generated = await Promise.all(
    [join(folder, 'deliveries'), ...deliveries].map((one) =>
      namesIn(one, (name) => name.startsWith('.quayside-')),
    ),
  );
  const found = await Promise.all([
    ...settings.map((path) => oldEnough(path, now - settleMilliseconds)),
    ...generated.flat().map((path) => oldEnough(path, now - day)),
  ]);
  return found.flat();
}

const namesIn = async (folder: string, wanted: (name: string) => boolean): Promise<readonly string[]> =>
  (await readdir(folder).catch(() => [])).filter(wanted).map((name) => join(folder, name));

async function oldEnough(path: string, limit: number): Promise<readonly Leftover[]> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined || found.mtimeMs > limit) return [];
  return [{ path, bytes: found.isFile() ? found.size : 0, modified: found.mtime, kind: 'temporary' }];
}
