import { type Sql, sql } from '../sql/sql.ts';
import { below } from './draw.ts';

/** Values as the text that customers' files hold. */

export const microseconds = (time: Date): bigint => BigInt(time.getTime()) * 1000n;

/** ISO 8601 in UTC with microseconds. `value` is a BIGINT expression, microseconds since 1970. */
export const timestampText = (value: Sql): Sql =>
  sql`strftime(make_timestamp(${value}), '%Y-%m-%dT%H:%M:%S.%fZ')`;

export const wholeText = (value: Sql): Sql => sql`CAST(CAST(round(${value}) AS BIGINT) AS VARCHAR)`;

/** With exactly `scale` digits after the point. */
export const decimalText = (value: Sql, scale: number): Sql =>
  sql`CAST(CAST(${value} AS DECIMAL(18, ${scale})) AS VARCHAR)`;

/** Exactly `count` decimal digits of a draw; `count` is a DOUBLE expression of at most 15. */
export const digits = (draw: Sql, count: Sql): Sql =>
  sql`lpad(CAST(${draw} % CAST(pow(10, ${count}) AS UBIGINT) AS VARCHAR), CAST(${count} AS INTEGER), '0')`;

/** The element of a country's (or category's) part of a dictionary column. `of` is the BIGINT number of the country, from 0. */
export const lookUp = (column: Sql, of: Sql, draw: Sql, length: number): Sql =>
  sql`${column}[${of} * ${length} + ${below(draw, length)} + 1]`;

/** NULL but in `percent` of a hundred draws. */
export const filled = (draw: Sql, percent: number, value: Sql): Sql =>
  sql`CASE WHEN ${draw} % 100 < ${percent} THEN ${value} END`;
