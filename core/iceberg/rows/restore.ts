import { QuaysideError } from '../../base/errors.ts';
import type { LiveFile } from '../manifest/types.ts';
import type { ScanPlan } from '../scan/plan-scan.ts';
import type { RowChange } from './file-changes.ts';

/**
 * The files that bring the rows of a filter back to how an older snapshot had them; pure. Both plans are of one table and filter,
 * `now` of the branch's head, `then` of the older snapshot. Files that come back keep their sequence numbers, so that exactly the
 * deletes of then apply. Throws TABLE_NOT_SUPPORTED where a file holds rows of other filters too.
 */
export function restore(now: ScanPlan, then: ScanPlan): RowChange {
  const mixed = [...now.files, ...then.files].find((file) => !file.whole);
  if (mixed !== undefined) {
    throw new QuaysideError(
      'TABLE_NOT_SUPPORTED',
      `${mixed.file.location} also holds other rows, so it cannot be brought back or removed as a whole; the table must be partitioned by the filtered column.`,
      { parameters: { path: mixed.file.location } },
    );
  }
  const present = byLocation(now);
  const wanted = byLocation(then);
  const add = [...wanted.values()].filter(({ file }) => !present.has(file.location));
  const remove = [...present.values()].filter(({ file }) => !wanted.has(file.location));
  return {
    add: add.map(({ file, sequenceNumber }) => ({ file, sequenceNumber })),
    remove: remove.map(({ file }) => file),
    rows: remove.reduce((rows, { file }) => rows + (file.content === 'data' ? file.records : 0), 0),
  };
}

const byLocation = (plan: ScanPlan): ReadonlyMap<string, LiveFile> =>
  new Map([...plan.files, ...plan.deletes].map((one) => [one.file.location, one]));
