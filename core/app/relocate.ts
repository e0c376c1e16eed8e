import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { NewRecord } from '../../contracts/journal/record.ts';
import { QuaysideError } from '../base/errors.ts';
import { stopIfCancelled, type Work } from '../base/progress.ts';
import { movedFrom } from '../iceberg/relocate/moved.ts';
import { type RelocatedTable, relocateTable } from '../iceberg/relocate/relocate-table.ts';
import { folderFiles } from '../iceberg/storage/folder-files.ts';
import type { TableFiles } from '../iceberg/storage/table-files.ts';
import { type Table, tableText } from '../iceberg/table.ts';
import { journalPath } from '../silver/places.ts';
import { folderStore } from '../store/folder.ts';
import { Bench, type Host } from './host.ts';
import { Workspace } from './run-workspace.ts';
import { takeLeases } from './take-lease.ts';
import { assertWorkspace, tablesElsewhere } from './workspace-root.ts';

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
 * table refers to files outside of the folder that was moved; JOURNAL_DAMAGED where a file that would be written anew is not what was
 * published; SOURCE_NOT_FOUND where there is no workspace.
 */
export async function relocate(host: Host, path: string, work: Work = {}): Promise<RelocateResult> {
  await assertWorkspace(path);
  await using workspace = await Workspace.open(host, path);
  const { catalog, journal, folder } = workspace;
  // Nobody's run and no upkeep is on meanwhile.
  using leases = takeLeases(host, journal, [null, ...journal.tenants()]);
  const signal = AbortSignal.any([
    ...leases.kept.map((one) => one.signal),
    ...(work.signal === undefined ? [] : [work.signal]),
  ]);
  const elsewhere = await tablesElsewhere(catalog, folder);
  const roots = [...new Set(elsewhere.map(({ root }) => root))];
  const [from] = roots;
  if (from === undefined) return { status: 'unchanged', from: null, to: folder, tables: [] };
  const moved = movedFrom(roots, folder);
  const files = folderFiles(folderStore(folder));
  await using bench = await Bench.open(host);
  const tools = { duck: bench.duck, files, stamps: workspace.stamps };
  const done: Move[] = [];
  const written: string[] = [];
  try {
    for (const { table, metadataLocation, root } of elsewhere) {
      stopIfCancelled(signal);
      work.progress?.({ stage: `relocating ${tableText(table)}` });
      const relocated = await relocateTable(tools, table, metadataLocation, moved, written);
      done.push({ from: metadataLocation, root, table: relocated.table, relocated });
    }
    const records = await recordsOf(workspace, files, done);
    stopIfCancelled(signal);
    // Before the switch: whatever is found afterwards is in the journal.
    journal.append(records, leases.kept[0]?.lease);
  } catch (cause) {
    await removeAll(files, written);
    throw cause;
  }
  // The commit point. Where it throws nobody knows whether it came to pass: everything stays.
  if (!(await catalog.repoint(done))) {
    await removeAll(files, written);
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
  readonly root: string;
  readonly table: Table;
  readonly relocated: RelocatedTable;
}

/** A record for each place that the workspace's tables were at; mostly there is one. */
async function recordsOf(
  { folder, journal }: Workspace,
  files: TableFiles,
  moves: readonly Move[],
): Promise<readonly NewRecord[]> {
  const recorded = journal.recordedDigests();
  const records: NewRecord[] = [];
  for (const [from, group] of Map.groupBy(moves, ({ root }) => root)) {
    const replaced: { path: string; replaces: string; digest: string; bytes: number }[] = [];
    for (const one of group.flatMap(({ relocated }) => relocated.deletes)) {
      const [path, replaces] = [journalPath(folder, one.to), journalPath(folder, one.from)];
      const known = recorded.get(replaces);
      // Written anew, a file that was altered would pass for whole.
      if (known !== undefined && known !== (await digestOf(files.pathOf(one.from)))) throw altered(replaces);
      const now = files.pathOf(one.to);
      replaced.push({ path, replaces, digest: await digestOf(now), bytes: (await stat(now)).size });
    }
    records.push({
      tenant: null,
      inputs: [],
      kind: 'relocation',
      body: { from, to: folder, files: replaced },
    });
  }
  return records;
}

async function digestOf(path: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const piece of createReadStream(path)) digest.update(piece);
  return digest.digest('hex');
}

const altered = (path: string): QuaysideError =>
  new QuaysideError(
    'JOURNAL_DAMAGED',
    `${path} is not what was published, so it cannot be written anew for the workspace's new place; restore it from a copy and run again. Nothing was changed.`,
    { parameters: { path } },
  );

/** Best effort: what stays is referred to by nothing. */
const removeAll = async (files: TableFiles, locations: readonly string[]): Promise<void> => {
  await Promise.allSettled([...new Set(locations)].map((location) => files.delete(location)));
};
