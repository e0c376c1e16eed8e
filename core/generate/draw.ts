import { createHash } from 'node:crypto';
import { type Sql, sql } from '../sql/sql.ts';

/**
 * Counter-based randomness: the 64 bits of (key, field, row) are `hash(row XOR constant)`, the constant of (key, field) being made
 * here. A row's values therefore depend on nothing but its number. DuckDB's hash of a UBIGINT is a bijection (Murmur's finalizer),
 * so rows never share a draw of one field. `row` is a whole number above 0.
 */
export type Draw = (field: string, row: Sql) => Sql;

/** Draws of one tenant's dataset under one seed. Part of the generator's version: other keys make other files. */
export function drawsOf(seed: number | bigint, tenant: string, dataset: string): Draw {
  return (field, row) =>
    sql`hash(xor(${row}::UBIGINT, ${constant([`${seed}`, tenant, dataset, field])}::UBIGINT))`;
}

function constant(key: readonly string[]): bigint {
  return createHash('sha256').update(JSON.stringify(key)).digest().readBigUInt64BE();
}

/** 53 bits of a draw, for comparison with the bounds of a plan of dirt. */
export const bits53 = (draw: Sql): Sql => sql`(${draw} >> 11)`;

/** A DOUBLE strictly between 0 and 1: 52 bits and a half, which a double holds exactly. */
export const uniform = (draw: Sql): Sql => sql`((${draw} >> 12)::DOUBLE + 0.5) * ${2 ** -52}::DOUBLE`;

/** A BIGINT from 0 to `size` − 1. */
export const below = (draw: Sql, size: number): Sql => sql`(${draw} % ${size})::BIGINT`;

/** One of the options, each in so many of a hundred draws. */
export function weighted(draw: Sql, options: readonly (readonly [value: Sql, percent: number])[]): Sql {
  const hundred = options.flatMap(([value, percent]) => Array.from({ length: percent }, () => value));
  if (hundred.length !== 100) throw new RangeError('weights add up to 100');
  return oneOf(draw, hundred);
}

/** One of the options, all equally likely. */
export const oneOf = (draw: Sql, options: readonly Sql[]): Sql =>
  sql`([${options}])[${below(draw, options.length)} + 1]`;
