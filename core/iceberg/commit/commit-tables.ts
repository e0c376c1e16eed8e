import { setTimeout } from 'node:timers/promises';
import { QuaysideError } from '../../base/errors.ts';
import { manifestReader } from '../manifest/manifest-reader.ts';
import { type Stamps, type Table, tableText } from '../table.ts';
import { loadTable } from './load-table.ts';
import type { PointerMove, TablePointers } from './pointers.ts';
import { type StagedTable, stageTable, type TableCommit } from './stage-table.ts';
import type { Staging } from './staging.ts';

export interface CommitOptions {
  readonly stamps: Stamps;
  readonly signal?: AbortSignal | undefined;
  /** Tries before the commit gives up with CONFLICT; every lost race costs one. */
  readonly tries?: number;
  /** A name under which somebody else may forbid this commit for good, before it took place. */
  readonly fence?: string;
}

/**
 * Commits changes to one or several tables, all or none. Data files are written before and only once; every try rebuilds manifest
 * lists and metadata on the tables as they are then, checks that the changes still fit, and swaps all pointers in one transaction.
 * Resolves to the tables as committed. Throws CONFLICT (nothing changed), COMMIT_UNCERTAIN (the catalog did not answer), or what the
 * files' store throws (nothing changed).
 */
export async function commitTables(
  pointers: TablePointers,
  commits: readonly TableCommit[],
  options: CommitOptions,
): Promise<readonly Table[]> {
  const tries = options.tries ?? 100;
  const works = commits.map((commit) => ({ commit, staging: newStaging(commit.table, options.stamps) }));
  let bases = commits.map(({ table }) => table);
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const written: string[] = [];
    const discard = async (all: boolean): Promise<void> => {
      const manifests = works.flatMap(({ staging }) => [...staging.added.values()].flat());
      const locations = all ? [...written, ...manifests.map(({ location }) => location)] : written;
      await discardFiles(works, locations);
    };
    let staged: readonly StagedTable[];
    try {
      options.signal?.throwIfAborted();
      if (attempt > 1) await pause(attempt, options);
      bases = await Promise.all(bases.map((base) => refreshed(pointers, base)));
      staged = await stageAll(works, bases, written);
      options.signal?.throwIfAborted();
    } catch (cause) {
      await discard(true);
      throw cause;
    }
    if (await swapped(pointers, staged, options.fence, () => discard(true)))
      return staged.map(({ next }) => next);
    await discard(false);
  }
  await discardFiles(
    works,
    works.flatMap(({ staging }) => [...staging.added.values()].flat().map((one) => one.location)),
  );
  throw new QuaysideError(
    'CONFLICT',
    `Other commits to ${commits.map(({ table }) => tableText(table.name)).join(', ')} came first ${tries} times; nothing was changed, run again.`,
    { parameters: { tries }, retryable: true },
  );
}

interface Work {
  readonly commit: TableCommit;
  readonly staging: Staging;
}

const newStaging = ({ files }: Table, stamps: Stamps): Staging => ({
  files,
  stamps,
  read: manifestReader(files),
  added: new Map(),
});

/** The table as it is now. One that was dropped and made anew is another table. */
async function refreshed(pointers: TablePointers, base: Table): Promise<Table> {
  const location = await pointers.locate(base.name);
  if (location === base.metadataLocation) return base;
  const fresh = await loadTable(base.files, base.name, location);
  if (fresh.metadata['table-uuid'] === base.metadata['table-uuid']) return fresh;
  throw new QuaysideError(
    'CONFLICT',
    `${tableText(base.name)} was dropped and made anew in between; load it again.`,
    { parameters: { table: tableText(base.name) } },
  );
}

async function stageAll(
  works: readonly Work[],
  bases: readonly Table[],
  written: string[],
): Promise<readonly StagedTable[]> {
  const staged: StagedTable[] = [];
  for (const [index, { commit, staging }] of works.entries()) {
    staged.push(await stageTable(staging, commit, bases[index] ?? commit.table, written));
  }
  return staged;
}

/** The commit point. Where the catalog fails in it, the pointers themselves say whether it came to pass. */
async function swapped(
  pointers: TablePointers,
  staged: readonly StagedTable[],
  fence: string | undefined,
  discard: () => Promise<void>,
): Promise<boolean> {
  const moves = staged.map(
    ({ base, next }): PointerMove => ({
      table: base.name,
      from: base.metadataLocation,
      to: next.metadataLocation,
    }),
  );
  try {
    return await pointers.swap(moves, fence);
  } catch (cause) {
    const found = await Promise.allSettled(moves.map(({ table }) => pointers.locate(table)));
    if (found.every((one, index) => one.status === 'fulfilled' && one.value === moves[index]?.to))
      return true;
    if (found.every((one, index) => one.status === 'fulfilled' && one.value === moves[index]?.from)) {
      await discard();
      throw cause;
    }
    throw new QuaysideError(
      'COMMIT_UNCERTAIN',
      'The catalog failed during the commit and does not say whether it took place; look at the tables before running again.',
      { cause, parameters: { tables: moves.map(({ table }) => tableText(table)) } },
    );
  }
}

/** Best effort: what stays behind is an orphan that the upkeep removes. Tables of one catalog have the same files. */
async function discardFiles(works: readonly Work[], locations: readonly string[]): Promise<void> {
  const files = works[0]?.staging.files;
  if (files === undefined) return;
  await Promise.allSettled(locations.map((location) => files.delete(location)));
}

/** Grows with the tries and differs between committers, so that many of them do not meet again and again. */
async function pause(attempt: number, { stamps, signal }: CommitOptions): Promise<void> {
  const longest = Math.min(400, 5 * attempt * attempt);
  await setTimeout(
    Number(stamps.snapshotId() % BigInt(longest)),
    undefined,
    signal === undefined ? {} : { signal },
  );
}
