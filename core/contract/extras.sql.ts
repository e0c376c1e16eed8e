import { ident, join, type Sql, sql } from '../sql/sql.ts';
import type { ReadingPlan } from './plan-reading.ts';
import type { PlannedReading } from './typed.sql.ts';

interface Entry {
  readonly key: string;
  readonly value: Sql;
}

const none = sql`MAP([]::VARCHAR[], []::VARCHAR[])`;

/** The source's columns that map to no field, by name, without those that are not filled. Keys are unique. */
export function unknownColumnsOf({ extras }: ReadingPlan): Sql {
  return filledOf(extras.map(({ key, column }) => ({ key, value: ident(column) })));
}

/** The unknown columns with what was split off values beside them. */
export function extrasOf(unknown: Sql, readings: readonly PlannedReading[]): Sql {
  const splitOff = readings.flatMap(({ reading }) => reading.splitOff ?? []);
  if (splitOff.length === 0) return unknown;
  return sql`CASE WHEN ${nothingOf(splitOff)} THEN ${unknown} ELSE map_concat(${unknown}, ${filledOf(splitOff)}) END`;
}

function filledOf(entries: readonly Entry[]): Sql {
  if (entries.length === 0) return none;
  const pairs = join(entries.map(({ key, value }) => sql`{key: ${key}, value: ${value}}`));
  return sql`CASE WHEN ${nothingOf(entries)} THEN ${none}
    ELSE map_from_entries(list_filter([${pairs}], lambda e: e.value IS NOT NULL)) END`;
}

const nothingOf = (entries: readonly Entry[]): Sql =>
  sql`coalesce(${join(entries.map(({ value }) => value))}) IS NULL`;
