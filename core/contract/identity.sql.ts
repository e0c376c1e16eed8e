import { ident, join, type Sql, sql } from '../sql/sql.ts';
import type { ReadingPlan } from './plan-reading.ts';

/** A digest of all source values, absent ones told apart from empty ones. Technical columns are no part of a raw relation. */
export function identityOf(plan: ReadingPlan): Sql {
  const columns = columnsOf(plan);
  return sql`md5(to_json([${join(columns)}]::VARCHAR[])::VARCHAR)`;
}

function columnsOf({ fields, extras }: ReadingPlan): readonly Sql[] {
  const ofFields = fields.flatMap(({ source }) => {
    if (source.kind === 'column' || source.kind === 'run') return [source.column];
    return source.kind === 'pair' ? [source.lat, source.lon] : [];
  });
  return [...ofFields, ...extras.map(({ column }) => column)]
    .filter((column) => column !== null)
    .map((column) => ident(column));
}
