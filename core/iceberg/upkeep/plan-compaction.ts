import type { DataFile } from '../manifest/types.ts';
import type { PlannedFile, ScanPlan } from '../scan/plan-scan.ts';
import { partitionKey } from '../value/partition.ts';

export interface CompactionPolicy {
  /** Files below this are small; bytes. */
  readonly smallBelow: number;
  /** So many small files of a partition are put together; at least 2. */
  readonly fewestFiles: number;
}

export interface Compaction {
  /** Files to write anew, one group per partition: small ones, and those with deleted rows. */
  readonly groups: readonly (readonly PlannedFile[])[];
  /** Delete files that will concern no data file any more. */
  readonly deadDeletes: readonly DataFile[];
}

/** What to compact; pure. A partition without deletes and with too few small files stays as it is. */
export function planCompaction(plan: ScanPlan, { smallBelow, fewestFiles }: CompactionPolicy): Compaction {
  const partitions = Map.groupBy(plan.files, ({ file }) => partitionKey(file.specId, file.partition));
  const groups = [...partitions.values()].flatMap((files) => {
    const small = files.filter(({ file }) => file.bytes < smallBelow);
    const enough = small.length >= Math.max(2, fewestFiles);
    const chosen = files.filter((one) => one.deletes.length > 0 || (enough && small.includes(one)));
    return chosen.length === 0 ? [] : [chosen];
  });
  return { groups, deadDeletes: deadDeletesOf(plan, groups) };
}

/** Delete files that concern no data file once the groups are written anew. */
export function deadDeletesOf(
  plan: ScanPlan,
  groups: readonly (readonly PlannedFile[])[],
): readonly DataFile[] {
  const rewritten = new Set(groups.flat());
  const alive = new Set(
    plan.files
      .filter((file) => !rewritten.has(file))
      .flatMap(({ deletes }) => deletes.map(({ path }) => path)),
  );
  return plan.deletes.filter(({ path }) => !alive.has(path)).map(({ file }) => file);
}
