import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { NewRecord } from '../../contracts/journal/record.ts';
import { QuaysideError } from '../base/errors.ts';
import { stopIfCancelled, type Work } from '../base/progress.ts';
import { movedFrom } from '../iceberg/relocate/moved.ts';
import { type RelocatedTable, relocateTable } from '../iceberg/relocate/relocate-table.ts';
import { folderFiles } from '../iceberg/storage/folder-files.ts';
import { canonicalLocation } from '../iceberg/storage/location.ts';
import type { TableFiles } from '../iceberg/storage/table-files.ts';
import { type Table, tableText } from '../iceberg/table.ts';
import { journalPath } from '../silver/places.ts';
import { folderStore } from '../store/folder.ts';
import { Bench, type Host } from './host.ts';
import { Workspace } from './run-workspace.ts';
import { takeLeases } from './take-lease.ts';

export interface RelocateResult {
  /** `unchanged`: the tables' locations are those of the folder already. */
  readonly status: 'relocated' | 'unchanged';
  /** Where the tables say that the workspace was; null where they say nothing else. */
  readonly from: string | null;
  readonly to: string;
  readonly tables: readonly {
    readonly table: string;
    readonly snapshots: number;
    readonly metadataLocation: string;
  }[];
}

/**
 * Gives the tables of a workspace that was moved or copied the locations of where it is now: all metadata, of all snapshots, is written
 * anew beside what is there, then all tables are switched in one transaction, then what is superseded goes. Nothing outside of the folder is
 * touched. Broken off, it can be done again. Throws CONFLICT (retryable) while a run or upkeep is on; TABLE_NOT_SUPPORTED where a
 * table refers to files outside of the folder that was moved.
 */
export async function relocate(host: Host, path: string, work: Work = {}): Promise<RelocateResult> {
  await using workspace = await Workspace.open(host, path);
  const { catalog, journal, folder } = workspace;
  // Nobody's run and no upkeep is on meanwhile.
  using leases = takeLeases(host, journal, [null, ...journal.tenants()]);
  const signal = AbortSignal.any([
    ...leases.kept.map((one) => one.signal),
    ...(work.signal === undefined ? [] : [work.signal]),
  ]);
  const elsewhere = (await catalog.locations()).filter(
    ({ metadataLocation }) => !isBelow(metadataLocation, folder),
  );
  const [first] = elsewhere;
  if (first === undefined) return { status: 'unchanged', from: null, to: folder, tables: [] };
  const from = homeOf(first.metadataLocation);
  const moved = movedFrom(from, folder);
  const files = folderFiles(folderStore(folder));
  await using bench = await Bench.open(host);
  const tools = { duck: bench.duck, files, stamps: workspace.stamps };
  const done: Move[] = [];
  const discard = (): Promise<void> =>
    removeAll(
      files,
      done.flatMap(({ relocated }) => relocated.written),
    );
  try {
    for (const { table, metadataLocation } of elsewhere) {
      stopIfCancelled(signal);
      work.progress?.({ stage: `relocating ${tableText(table)}` });
      const relocated = await relocateTable(tools, table, metadataLocation, moved);
      done.push({ from: metadataLocation, table: relocated.table, relocated });
    }
    stopIfCancelled(signal);
    // Before the switch: whatever is found afterwards is in the journal.
    journal.append([await recordOf(folder, from, files, done)], leases.kept[0]?.lease);
  } catch (cause) {
    await discard();
    throw cause;
  }
  // The commit point. Where it throws nobody knows whether it came to pass: everything stays.
  if (!(await catalog.repoint(done))) {
    await discard();
    throw new QuaysideError('CONFLICT', 'A table was changed in between; nothing was switched, run again.', {
      retryable: true,
    });
  }
  await removeAll(
    files,
    done.flatMap(({ relocated }) => relocated.superseded),
  );
  return {
    status: 'relocated',
    from,
    to: folder,
    tables: done.map(({ table }) => ({
      table: tableText(table.name),
      snapshots: table.metadata.snapshots.length,
      metadataLocation: table.metadataLocation,
    })),
  };
}

interface Move {
  readonly from: string;
  readonly table: Table;
  readonly relocated: RelocatedTable;
}

const isBelow = (location: string, folder: string): boolean =>
  canonicalLocation(location).startsWith(`${canonicalLocation(folder).replace(/\/+$/, '')}/`);

/** The folder of a workspace, by where one of its tables says that it is. */
function homeOf(location: string): string {
  const path = canonicalLocation(location);
  const end = path.lastIndexOf('/lake/cdf-silver/');
  if (end > 0) return path.slice(0, end);
  throw new QuaysideError(
    'TABLE_NOT_SUPPORTED',
    `A table of the catalog is at ${location}, which is in no workspace's lake/cdf-silver; take it out of the catalog, or put it where it was.`,
    { parameters: { path: location } },
  );
}

async function recordOf(
  folder: string,
  from: string,
  files: TableFiles,
  moves: readonly Move[],
): Promise<NewRecord> {
  const replaced: { path: string; replaces: string; digest: string; bytes: number }[] = [];
  for (const one of moves.flatMap(({ relocated }) => relocated.deletes)) {
    const path = files.pathOf(one.to);
    const digest = createHash('sha256');
    for await (const piece of createReadStream(path)) digest.update(piece);
    replaced.push({
      path: journalPath(folder, one.to),
      replaces: journalPath(folder, one.from),
      digest: digest.digest('hex'),
      bytes: (await stat(path)).size,
    });
  }
  return { tenant: null, inputs: [], kind: 'relocation', body: { from, to: folder, files: replaced } };
}

/** Best effort: what stays is referred to by nothing. */
const removeAll = async (files: TableFiles, locations: readonly string[]): Promise<void> => {
  await Promise.allSettled([...new Set(locations)].map((location) => files.delete(location)));
};
