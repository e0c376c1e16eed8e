import { join, type Sql, sql } from '../sql/sql.ts';
import { below, type Draw } from './draw.ts';

const crockford = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];

/** The 1,024 pairs of Crockford's base 32 digits, in order: ten bits are one look-up. A column of the dictionary. */
export const crockfordPairs = crockford.flatMap((high) => crockford.map((low) => high + low));

const fiveYears = 5 * 365 * 86_400_000;

/**
 * A ULID (ulid/spec): 48 bits of milliseconds within the five years before `logicalTime`, then 80 bits. The first 64 of these are a
 * bijection of the row number, so ids of one dataset never collide. `row` is a UBIGINT column.
 */
export function ulid(draw: Draw, row: Sql, pairs: Sql, logicalTime: Date): Sql {
  const time = sql`(${logicalTime.getTime() - 1} - ${below(draw('id.time', row), fiveYears)})`;
  const random = draw('id.random', row);
  const more = draw('id.more', row);
  const pair = (bits: Sql): Sql => sql`${pairs}[(${bits})::BIGINT + 1]`;
  return sql`concat(${join([
    ...[40, 30, 20, 10, 0].map((shift) => pair(sql`(${time} >> ${shift}) & 1023`)),
    ...[54, 44, 34, 24, 14, 4].map((shift) => pair(sql`(${random} >> ${shift}) & 1023`)),
    pair(sql`((${random} & 15) << 6) | ((${more} >> 10) & 63)`),
    pair(sql`${more} & 1023`),
  ])})`;
}

interface Tier {
  /** Rows before this tier. */
  readonly before: bigint;
  readonly size: bigint;
  /** Coprime to the size, near its golden section, below 2³⁰: neighbours in the file are far apart in number. */
  readonly step: bigint;
}

/** Six digits for the first 900,000 rows, seven for the next nine million, and so on: no row's code depends on how many there are. */
const tiers: readonly Tier[] = [
  { before: 0n, size: 900_000n, step: 556_231n },
  { before: 900_000n, size: 9_000_000n, step: 5_562_307n },
  { before: 9_900_000n, size: 90_000_000n, step: 55_623_059n },
  { before: 99_900_000n, size: 900_000_000n, step: 556_230_589n },
  { before: 999_900_000n, size: 9_000_000_000n, step: 999_999_937n },
];

/** `prefix` and six or more digits: a bijection of the row number. `rows` says which tiers are needed, and changes no code. */
export function businessCode(draw: Draw, prefix: string, row: Sql, rows: number): Sql {
  const start = draw('code', sql`0::UBIGINT`);
  const cases = tiers
    .filter(({ before }) => before === 0n || before < BigInt(rows))
    .map(
      ({ before, size, step }) =>
        sql`WHEN ${row} <= ${before + size} THEN ${size / 9n} + ((${row} - ${before + 1n}) * ${step} + ${start} % ${size}) % ${size}`,
    );
  return sql`concat(${prefix}, CASE ${join(cases, ' ')} END)`;
}
