import { type Sql, sql } from '../sql/sql.ts';
import type { Spoil } from './defects.sql.ts';
import { microseconds, timestampText } from './values.sql.ts';

const day = 86_400_000_000n;
const hour = 3_600_000_000n;
const noise = sql`noise`;

/** 1–30 days after the logical time. */
export const inTheFuture: Spoil = (_, { logicalTime }) =>
  timestampText(sql`(${microseconds(logicalTime) + day} + (${noise} % ${29n * day})::BIGINT)`);

/** 1 hour to 20 days before the copied row's time. */
export const older: Spoil = () =>
  timestampText(sql`(changed_at - ${hour} - (${noise} % ${20n * day})::BIGINT)`);

export const otherTenant: Spoil = (_, { otherTenants }) => variant(otherTenants.map((name) => sql`${name}`));

/** An enumeration's code as people type it: other case, spaces around. Always another text than the code. */
export const unkempt: Spoil = (clean) =>
  variant([
    sql`concat(' ', lower(${clean}), ' ')`,
    sql`lower(${clean})`,
    sql`concat('  ', ${clean})`,
    sql`concat(${clean}[1], lower(${clean}[2:]), ' ')`,
  ]);

/** What stands in number columns of real files and is no number. */
export const noNumber: Spoil = () =>
  variant([
    sql`'N/A'`,
    sql`concat(1 + (${noise} >> 8) % 9, ',', lpad(CAST((${noise} >> 16) % 1000 AS VARCHAR), 3, '0'))`,
    sql`'TBD'`,
  ]);

/** One of several looks, drawn by row. */
export function variant(looks: readonly Sql[]): Sql {
  const [first = sql`NULL`, ...rest] = looks;
  if (rest.length === 0) return first;
  const cases = rest.map((look, index) => sql`WHEN ${index + 1} THEN ${look}`);
  return sql`CASE (${noise} >> 32) % ${looks.length} ${cases.reduce((sum, one) => sql`${sum} ${one}`)} ELSE ${first} END`;
}
