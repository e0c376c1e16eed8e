import type { Duck } from '../../duck/duck.ts';
import { sql } from '../../sql/sql.ts';
import type { ScanPlan } from '../scan/plan-scan.ts';
import { scanRelation } from '../scan/relation.sql.ts';
import type { RowChange } from './file-changes.ts';
import { type RemoveOptions, removeRows } from './remove-rows.ts';

/**
 * Prepares the removal of all rows of the plan's filter (one tenant's rows). Files whose partition says that they hold nothing else
 * are dropped unread; rows in other files are removed as by `removeRows`. `rows` counts records of dropped files less their deletes.
 */
export async function removeFiltered(duck: Duck, plan: ScanPlan, options: RemoveOptions): Promise<RowChange> {
  const whole = plan.files.filter((file) => file.whole);
  const rest = { ...plan, files: plan.files.filter((file) => !file.whole) };
  const others: RowChange =
    rest.files.length === 0
      ? { add: [], remove: [], rows: 0 }
      : await removeRows(duck, rest, sql`${scanRelation(rest, { positions: true })}`, options);
  const dropped = whole.reduce(
    (rows, { file, deletes }) =>
      rows + file.records - deletes.reduce((sum, one) => sum + one.file.records, 0),
    0,
  );
  return {
    add: others.add,
    remove: [...whole.map(({ file }) => file), ...others.remove],
    rows: dropped + others.rows,
  };
}
