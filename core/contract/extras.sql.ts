import { ident, join, type Sql, sql } from '../sql/sql.ts';
import type { PlannedReading } from './typed.sql.ts';
import type { ReadingPlan } from './plan-reading.ts';

const none = sql`MAP([]::VARCHAR[], []::VARCHAR[])`;

/** What maps to no field and what was split off a value, by name; without what is not there. */
export function extrasOf({ extras }: ReadingPlan, readings: readonly PlannedReading[]): Sql {
  const splitOff = readings.flatMap(({ reading }) => reading.splitOff ?? []);
  const columns = extras.map(({ key, column }) => ({ key, value: ident(column) }));
  const kept = [...columns, ...splitOff];
  if (kept.length === 0) return none;
  const entries = join(kept.map(({ key, value }) => sql`{key: ${key}, value: ${value}}`));
  const allAbsent = join(
    kept.map(({ value }) => sql`${value} IS NULL`),
    ' AND ',
  );
  return sql`CASE WHEN ${allAbsent} THEN ${none}
    ELSE map_from_entries(list_filter([${entries}], lambda e: e.value IS NOT NULL)) END`;
}
