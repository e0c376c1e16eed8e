import type { JudgedRow, RawRow } from './types.ts';

/** Where two verdicts on the same rows differ: the row's place, what each says, and the cells that it is about. */
export interface Difference {
  readonly place: string;
  readonly reference: string;
  readonly sql: string;
  readonly cells: Readonly<Record<string, string | null>>;
}

export function differencesOf(
  rows: readonly RawRow[],
  reference: readonly JudgedRow[],
  sql: readonly JudgedRow[],
): readonly Difference[] {
  const placed = new Map(sql.map((row) => [placeOf(row), row]));
  const extra = sql.length === reference.length ? [] : [`${sql.length} rows instead of ${reference.length}`];
  const lost = extra.map((text) => ({
    place: 'all',
    reference: `${reference.length} rows`,
    sql: text,
    cells: {},
  }));
  const found = reference.flatMap((row, index) => {
    const cells = rows[index]?.cells ?? {};
    const other = placed.get(placeOf(row));
    if (other === undefined)
      return [{ place: placeOf(row), reference: row.disposition, sql: 'no such row', cells }];
    const own = verdictText(row);
    const its = verdictText(other);
    if (own !== its) return [{ place: placeOf(row), reference: own, sql: its, cells }];
    return row.disposition === 'passed' ? valueDifferences(row, other, cells) : [];
  });
  return [...lost, ...found];
}

const placeOf = ({ fileNo, rowNo }: JudgedRow): string => `${fileNo}:${rowNo}`;

const verdictText = ({ disposition, violations }: JudgedRow): string =>
  [
    disposition,
    ...violations.map(({ code, severity, field }) => `${severity} ${code} ${field}`).toSorted(),
  ].join(', ');

function valueDifferences(own: JudgedRow, its: JudgedRow, cells: RawRow['cells']): readonly Difference[] {
  return Object.entries(own.values)
    .filter(([field, value]) => field !== 'ingestion_timestamp' && value !== its.values[field])
    .map(([field, value]) => ({
      place: `${placeOf(own)} ${field}`,
      reference: JSON.stringify(value),
      sql: JSON.stringify(its.values[field]),
      cells: { [field]: cells[field] ?? null },
    }));
}
