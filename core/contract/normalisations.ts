import { join, type Sql, sql } from '../sql/sql.ts';
import { type NormalisationKind, normalisationsOf } from './normalisations.sql.ts';
import type { PlannedField } from './plan-reading.ts';

/** In how many rows a field's text was changed in one way before it became the value. Never a violation. */
export interface Normalisation {
  readonly field: string;
  readonly kind: NormalisationKind;
  readonly rows: number;
}

/**
 * The typed relation's column `normalised`: which of the possible normalisations (by their position) happened to a row, NULL where
 * none did. It stands in the relation, so that who reads every row anyway can count them without a second pass.
 */
export function normalisedOf(fields: readonly PlannedField[], timezone: string): Sql {
  const happened = possibleOf(fields, timezone).map(({ when }) => when);
  if (happened.length === 0) return sql`NULL::INTEGER[]`;
  const positions = happened.map((when, position) => sql`CASE WHEN ${when} THEN ${position} END`);
  return sql`CASE WHEN ${join(
    happened.map((when) => sql`(${when})`),
    ' OR ',
  )} THEN list_filter([${positions}], position -> position IS NOT NULL) END`;
}

/** Rows by position in `normalised` → what happened to which field, in the contract's order; only what happened. */
export function namedNormalisations(
  fields: readonly PlannedField[],
  timezone: string,
  rows: Readonly<Record<number, number>>,
): readonly Normalisation[] {
  return possibleOf(fields, timezone).flatMap(({ field, kind }, position) => {
    const found = rows[position] ?? 0;
    return found === 0 ? [] : [{ field, kind, rows: found }];
  });
}

function possibleOf(fields: readonly PlannedField[], timezone: string) {
  return fields.flatMap(({ field, source }) =>
    normalisationsOf(field, source, timezone).map((one) => ({ field: field.name, ...one })),
  );
}
