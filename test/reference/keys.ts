import type { ReadRow } from './types.ts';

/** Which rows of a key are repeats, superseded, or left to be judged. */

const transportColumn = /^_airbyte_/;

/** Equal exactly where all the source's values of two rows are equal; the columns of the transport are none. */
function identityOf({ raw }: ReadRow): string {
  const cells = Object.entries(raw.cells).filter(([header]) => !transportColumn.test(header));
  return JSON.stringify(cells.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

/** All rows but the first of each set of identical ones. */
export function repeatsAmong(rows: readonly ReadRow[]): ReadonlySet<ReadRow> {
  const firsts = new Map<string, ReadRow>();
  for (const row of rows.toSorted(byPlace))
    if (!firsts.has(identityOf(row))) firsts.set(identityOf(row), row);
  return new Set(rows.filter((row) => firsts.get(identityOf(row)) !== row));
}

/** Rows with the same tenant and id; a row without an id has no key. */
function groupByKey(rows: readonly ReadRow[]): readonly (readonly ReadRow[])[] {
  return [
    ...Map.groupBy(
      rows.filter(({ id }) => id !== null),
      ({ tenant, id }) => JSON.stringify([tenant, id]),
    ).values(),
  ];
}

/** All rows but the latest of each key. */
export function olderOfKeys(rows: readonly ReadRow[]): ReadonlySet<ReadRow> {
  return new Set(groupByKey(rows).flatMap((group) => group.toSorted(byTime).slice(0, -1)));
}

/** Rows of the tenant that are older than the newest time seen for their key. */
export function olderThanSeen(
  rows: readonly ReadRow[],
  tenant: string,
  seen: ReadonlyMap<string, bigint>,
): ReadonlySet<ReadRow> {
  return new Set(
    rows.filter(({ tenant: own, id, micros }) => {
      const newest = id === null || own !== tenant ? undefined : seen.get(id);
      return newest !== undefined && micros !== null && micros < newest;
    }),
  );
}

/** source_timestamp (none first), sequence (none first), file, row. */
function byTime(left: ReadRow, right: ReadRow): number {
  return (
    byMoment(left.micros, right.micros) || byMoment(left.sequence, right.sequence) || byPlace(left, right)
  );
}

function byMoment(left: bigint | null, right: bigint | null): number {
  if (left === right) return 0;
  if (left === null) return -1;
  return right === null || left > right ? 1 : -1;
}

function byPlace({ raw: left }: ReadRow, { raw: right }: ReadRow): number {
  return left.fileNo - right.fileNo || left.rowNo - right.rowNo;
}
