import { deleteTarget } from '../manifest/delete-target.ts';
import type { TableMetadata } from '../metadata/types.ts';
import type { PlannedFile, ScanPlan } from '../scan/plan-scan.ts';
import { partitionKey } from '../value/partition.ts';
import { type Compaction, deadDeletesOf } from './plan-compaction.ts';
import { type ExpiryPolicy, expirable } from './plan-expiry.ts';

/** When a table's files are put together. */
export interface DueCompaction {
  /** Files below this are small; bytes. */
  readonly smallBelow: number;
  /** So many small files in a partition, or delete files of one data file, are too many; at least 2. */
  readonly smallFiles: number;
  /** From this share of deleted rows on a file is written anew; above 0, at most 1. */
  readonly deleteRatio: number;
  /** Files below this are not written anew for deleted rows alone; bytes. */
  readonly worthIt: number;
  /** Partitions are taken until their files have so many bytes together; at least one is. */
  readonly mostBytes: number;
}

/**
 * What is due in a table, by its manifests alone; pure. Small files of partitions that have too many of them, files with many deleted rows
 * or many delete files. What is left out for `mostBytes` is due the next time. Empty groups: nothing is due.
 */
export function planDueCompaction(plan: ScanPlan, due: DueCompaction): Compaction {
  const fewest = Math.max(2, due.smallFiles);
  const partitions = Map.groupBy(plan.files, ({ file }) => partitionKey(file.specId, file.partition));
  const groups = [...partitions.values()]
    .map((files) => {
      const small = files.filter(({ file }) => file.bytes < due.smallBelow);
      const tooMany = small.length >= fewest;
      return files.filter(
        (one) =>
          (tooMany && small.includes(one)) ||
          one.deletes.length >= fewest ||
          (one.file.bytes >= due.worthIt && deletedShare(one) >= due.deleteRatio),
      );
    })
    .filter((chosen) => chosen.length > 0);
  const chosen = within(groups, due.mostBytes);
  const dead = deadDeletesOf(plan, chosen);
  return { groups: chosen, deadDeletes: chosen.length > 0 || dead.length >= fewest ? dead : [] };
}

/** A row may be named by several delete files: the share is what it is at most. */
function deletedShare({ file, deletes }: PlannedFile): number {
  const own = deletes.filter((one) => deleteTarget(one.file) !== undefined);
  return own.reduce((sum, one) => sum + one.file.records, 0) / Math.max(1, file.records);
}

function within(
  groups: readonly (readonly PlannedFile[])[],
  mostBytes: number,
): readonly (readonly PlannedFile[])[] {
  let bytes = 0;
  return groups.filter((files, index) => {
    bytes += files.reduce((sum, { file }) => sum + file.bytes, 0);
    return index === 0 || bytes <= mostBytes;
  });
}

/** Each forgetting is a commit and a look at all files: worth it for so many snapshots, or for one that is a day beyond its time. */
const atOnce = 10;
const dayMilliseconds = 86_400_000;

/** The snapshots that are due to be forgotten; pure. All that may go, or none. */
export function planDueExpiry(metadata: TableMetadata, policy: ExpiryPolicy): readonly bigint[] {
  const may = expirable(metadata, policy);
  const late = may.some(({ until }) => until <= policy.olderThan - dayMilliseconds);
  return may.length >= atOnce || late ? may.map(({ id }) => id) : [];
}
