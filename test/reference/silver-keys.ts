import type { ReadRow, SilverKey } from './types.ts';

/** Rows whose code another id of the delivery has too, except the one that silver already has under that code. */
export function sharedCodes(rows: readonly ReadRow[], silver: readonly SilverKey[]): ReadonlySet<ReadRow> {
  const coded = rows.filter(({ code }) => code !== null);
  const groups = [...Map.groupBy(coded, ({ code }) => code).values()];
  const shared = groups.filter((group) => new Set(group.map(({ id }) => id)).size > 1).flat();
  return new Set(shared.filter((row) => !silver.some(({ id, code }) => id === row.id && code === row.code)));
}

/** Rows whose key silver has from another data source. */
export function foreignToSilver(
  rows: readonly ReadRow[],
  silver: readonly SilverKey[],
): ReadonlySet<ReadRow> {
  return new Set(
    rows.filter((row) => silver.some(({ id, dataSource }) => id === row.id && dataSource !== row.dataSource)),
  );
}

/**
 * Rows whose code silver holds under another id that no passing row of this run moves off it. A row that fails here moves
 * nobody, nor does one that is an orphan, so it goes on until nothing changes.
 */
export function codesHeldBySilver(
  rows: readonly ReadRow[],
  silver: readonly SilverKey[],
  orphaned: ReadonlySet<ReadRow>,
): ReadonlySet<ReadRow> {
  const held = new Set<ReadRow>();
  for (;;) {
    const before = held.size;
    const passing = rows.filter((row) => !held.has(row));
    const movers = passing.filter((row) => !orphaned.has(row));
    const stays = silver.filter((key) => !movers.some(({ id, code }) => id === key.id && code !== key.code));
    for (const row of passing) {
      if (row.code !== null && stays.some(({ id, code }) => id !== row.id && code === row.code))
        held.add(row);
    }
    if (held.size === before) return held;
  }
}
