import type { Duck } from '../../duck/duck.ts';
import { writeDataFiles } from '../data/write-data-files.ts';
import type { DataFile } from '../manifest/types.ts';
import type { RowChange } from '../rows/file-changes.ts';
import type { ScanPlan } from '../scan/plan-scan.ts';
import { scanRelation } from '../scan/relation.sql.ts';
import type { Stamps } from '../table.ts';
import type { Compaction } from './plan-compaction.ts';

/**
 * Writes the files of a compaction; commit the result with the operation `replace`. The rows stay the same (`rows` is 0). The commit
 * conflicts where one of the files was touched in between.
 */
export async function compact(
  duck: Duck,
  plan: ScanPlan,
  { groups, deadDeletes }: Compaction,
  { stamps, signal }: { readonly stamps: Stamps; readonly signal?: AbortSignal | undefined },
): Promise<RowChange> {
  const written: DataFile[] = [];
  const defaultSpec = plan.table.metadata['default-spec-id'];
  for (const files of groups) {
    const [first] = files;
    if (first === undefined) continue;
    const known = first.file.specId === defaultSpec ? { partition: first.file.partition } : {};
    const rows = scanRelation({ ...plan, filter: undefined, files });
    written.push(
      ...(await writeDataFiles(duck, plan.table, rows, { uuid: stamps.uuid(), signal, ...known })),
    );
  }
  return {
    add: written.map((file) => ({ file })),
    remove: [...groups.flat().map(({ file }) => file), ...deadDeletes],
    rows: 0,
  };
}
