import { z } from 'zod';
import type { CodeLists } from '../../contracts/data/code-lists.ts';
import type { DatasetContract, RowRule } from '../../contracts/data/dataset.ts';
import type { ViolationCode } from '../../contracts/data/violation-codes.ts';
import type { Duck } from '../duck/duck.ts';
import { ident, join, type Sql, sql } from '../sql/sql.ts';

/** As-of times, from `from` (inclusive) to `until` (exclusive), at which every time rule comes out the same; null is unbounded. */
export interface Stretch {
  readonly from: string | null;
  readonly until: string | null;
}

const daySeconds = 86_400;
const edge = z.coerce.number().nullable();

/** The values that time rules look at, by their fields' names. */
export const timeValues = ({
  rowRules,
}: DatasetContract): readonly { readonly name: string; readonly value: Sql }[] =>
  [...new Set(rowRules.filter(isOfTime).map(({ field }) => field))].map((name) => ({
    name,
    value: ident(name),
  }));

const isOfTime = ({ kind }: RowRule): boolean => kind === 'not-after' || kind === 'not-older';

/**
 * The stretch around `asOf` in which a delivery would be judged the same. `rows`: all of a dataset, with the columns of `timeValues`.
 * `isOn`: whether a code is judged at all.
 */
export async function stretchOf(
  duck: Duck,
  datasets: readonly { readonly contract: DatasetContract; readonly rows: Sql }[],
  codeLists: CodeLists,
  asOf: Date,
  isOn: (code: ViolationCode) => boolean,
  signal?: AbortSignal,
): Promise<Stretch> {
  const edges = currencyEdges(codeLists);
  for (const { contract, rows } of datasets) {
    const points = contract.rowRules
      .filter((rule) => isOn(rule.code))
      .flatMap((rule) => edgeSql(contract, rule) ?? []);
    if (points.length === 0) continue;
    const row = await duck.row(
      nearestSql(points, rows, asOf),
      z.object({ before: edge, after: edge }),
      signal,
    );
    edges.push(...[row.before, row.after].filter((point) => point !== null));
  }
  const now = asOf.getTime();
  return {
    from: timeText(Math.max(...edges.filter((point) => point <= now))),
    until: timeText(Math.min(...edges.filter((point) => point > now))),
  };
}

/** The as-of time in milliseconds from which on a rule comes out otherwise for a row; undefined for rules without time. */
function edgeSql({ fields }: DatasetContract, rule: RowRule): Sql | undefined {
  if (rule.kind !== 'not-after' && rule.kind !== 'not-older') return undefined;
  const isDay = fields.some(({ name, type }) => name === rule.field && type.kind === 'date');
  const milliseconds = sql`epoch_us(${ident(rule.field)}::TIMESTAMPTZ) / 1000.0`;
  if (rule.kind === 'not-after') return sql`ceil(${milliseconds}) - ${rule.seconds * 1000}`;
  // A day is older only once it is over.
  return sql`floor(${milliseconds}) + ${(rule.days + (isDay ? 1 : 0)) * daySeconds * 1000 + (isDay ? 0 : 1)}`;
}

function nearestSql(points: readonly Sql[], rows: Sql, asOf: Date): Sql {
  const now = asOf.getTime();
  const before = points.map((point) => sql`max(${point}) FILTER (${point} <= ${now})`);
  const after = points.map((point) => sql`min(${point}) FILTER (${point} > ${now})`);
  return sql`
    SELECT
      greatest(${join(before)}) AS before,
      least(${join(after)}) AS after
    FROM ${rows}`;
}

/** Withdrawn currencies change on the day of their withdrawal and when the years of grace are over; a day too many costs nothing. */
function currencyEdges({ currencies }: CodeLists): number[] {
  return currencies.flatMap(({ withdrawnOn }) => {
    if (withdrawnOn === null) return [];
    const over = new Date(withdrawnOn);
    over.setUTCFullYear(over.getUTCFullYear() + 5);
    return [Date.parse(withdrawnOn), over.getTime(), over.getTime() + daySeconds * 1000];
  });
}

/** Null for what a journal cannot hold: no edge at all, or one beyond the years 1 to 9999. */
function timeText(milliseconds: number): string | null {
  if (!Number.isFinite(milliseconds)) return null;
  const date = new Date(milliseconds);
  const year = Number.isNaN(date.getTime()) ? 0 : date.getUTCFullYear();
  return year >= 1 && year <= 9999 ? date.toISOString() : null;
}
