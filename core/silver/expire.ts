import { stat } from 'node:fs/promises';
import type { NewRecord } from '../../contracts/journal/record.ts';
import type { Table } from '../iceberg/table.ts';
import { tableText } from '../iceberg/table.ts';
import { type Commit, expireSnapshots } from '../iceberg/upkeep/expire.ts';
import { findOrphans } from '../iceberg/upkeep/orphans.ts';
import type { ListedFile } from '../iceberg/storage/table-files.ts';
import { journalPath } from './places.ts';
import { settledFiles } from './settled-files.ts';
import type { PublishPlace } from './transaction.ts';
import { forgettingNote, unsaidExpiry } from './unsaid-expiry.ts';

export interface ExpiryOutcome {
  readonly table: string;
  readonly snapshots: number;
  /** Files of forgotten snapshots and files that nothing referred to. */
  readonly files: number;
  readonly bytes: number;
}

const day = 24 * 3600 * 1000;

interface Expiry {
  readonly ids: readonly bigint[];
  /** The policy's limit, for the record. */
  readonly olderThan: Date | null;
  readonly tenant: string | null;
  /** Whether a file that nothing refers to may go though it is not a day old: its writer is surely gone. */
  readonly abandoned?: (file: ListedFile) => Promise<boolean>;
}

/**
 * Forgets snapshots of a table and removes what only they needed, and files that nothing refers to. The journal says which files went
 * before they go, so that a crash in between leaves files too many, never a record of one that is missing. Throws CONFLICT for heads
 * of refs.
 */
export async function expireTable(
  place: PublishPlace,
  table: Table,
  { ids, olderThan, tenant, abandoned }: Expiry,
): Promise<ExpiryOutcome> {
  const { catalog, journal, lease, workspace, stamps } = place;
  const name = tableText(table.name);
  let files = 0;
  let bytes = 0;
  const record = async (locations: readonly string[], snapshotIds: readonly bigint[]): Promise<void> => {
    const sizes = await Promise.all(locations.map((location) => sizeOf(table, location)));
    const size = sizes.reduce((sum, one) => sum + one, 0);
    journal.append([expiryRecord(name, locations, snapshotIds, size)], lease);
    files += locations.length;
    bytes += size;
  };
  const expiryRecord = (
    table: string,
    locations: readonly string[],
    snapshotIds: readonly bigint[],
    size: number,
  ): NewRecord => ({
    tenant,
    inputs: [],
    kind: 'expiry',
    body: {
      olderThan: olderThan?.toISOString() ?? null,
      tables: [
        {
          table,
          snapshotIds: snapshotIds.map(String),
          removed: locations.map((location) => journalPath(workspace, location)),
          bytes: size,
        },
      ],
    },
  });
  const unsaid = unsaidExpiry(journal, table);
  const commit: Commit = (commits) =>
    catalog.commit(commits.map((one) => ({ ...one, changes: [...one.changes, forgettingNote(ids)] })));
  const { snapshots } = await expireSnapshots(commit, table, ids, (locations) => record(locations, ids));
  const orphans: string[] = [];
  const settled = settledFiles(place, table);
  const abandonedBefore = Math.min(stamps.now() - day, ...writersSince(journal));
  const found = await findOrphans(table, () => catalog.load(table.name), Number.POSITIVE_INFINITY);
  for (const file of found) {
    const old = file.modified.getTime() < abandonedBefore;
    if (old || (await settled(file)) || (await abandoned?.(file)) === true) orphans.push(file.location);
  }
  if (orphans.length + unsaid.length > 0) {
    await record(orphans, unsaid);
    await Promise.all(orphans.map((location) => table.files.delete(location)));
  }
  return { table: name, snapshots, files, bytes };
}

/** Whatever a living process writes is not older than its lease, however the clock was set meanwhile. In milliseconds. */
const writersSince = (journal: PublishPlace['journal']): readonly number[] =>
  journal.leases().flatMap(({ since, dead }) => (since === undefined || dead ? [] : [Date.parse(since)]));

const sizeOf = async ({ files }: Table, location: string): Promise<number> =>
  (await stat(files.pathOf(location)).catch(() => undefined))?.size ?? 0;
