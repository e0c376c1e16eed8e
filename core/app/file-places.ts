import type { PlannedFile, ScanPlan } from '../iceberg/scan/plan-scan.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import { ident, join, type Sql, sql } from '../sql/sql.ts';
import type { GridSource } from './grid.ts';

/** Where a table's rows are, by file and position in it, and how some of them are read without the others. */
export function filePlaces(plan: ScanPlan): Pick<GridSource, 'order' | 'near' | 'slice'> {
  const { files } = plan;
  const isWhole = files.every(({ deletes, whole }) => whole && deletes.length === 0);
  return {
    order: [...fileOrder(files), ident('_pos')],
    near: (places) => nearSql(plan, places),
    // The order by itself: of files with deleted rows nobody knows how many are left without reading them.
    ...(isWhole ? { slice: (offset, limit) => sliceSql(plan, offset, limit) } : {}),
  };
}

/** Of several files the ordinal: a path for each of many million rows would not fit into memory. */
const fileOrder = (files: readonly PlannedFile[]): readonly Sql[] =>
  files.length < 2 ? [] : [sql`CAST(_file AS ENUM(${files.map(({ path }) => sql`${path}`)}))`];

/** Rows of files that are known to be there: neither deletes nor the plan's filter need be looked at again. */
const rowsOf = (plan: ScanPlan, files: readonly PlannedFile[]): Sql =>
  scanRelation(
    { ...plan, filter: undefined, files: files.map((file) => ({ ...file, deletes: [] })) },
    { positions: true },
  );

function sliceSql(plan: ScanPlan, offset: number, limit: number): Sql {
  const parts: Sql[] = [];
  let first = 0;
  for (const file of plan.files) {
    const [from, to] = [Math.max(0, offset - first), Math.min(file.file.records, offset + limit - first)];
    first += file.file.records;
    if (from < to) parts.push(sql`FROM ${rowsOf(plan, [file])} WHERE _pos >= ${from} AND _pos < ${to}`);
  }
  if (parts.length === 0) return sql`(FROM ${scanRelation(plan, { positions: true })} WHERE FALSE)`;
  return sql`(${join(parts, ' UNION ALL ')})`;
}

/** Rows in a file: fewer than this. */
const fileSpan = 2n ** 40n;

/** One scan of the files that have some of them: a part for each file would be planned longer than it is read. */
function nearSql(plan: ScanPlan, places: readonly (readonly unknown[])[]): Sql {
  const position = (place: readonly unknown[]): bigint => BigInt(String(place.at(-1)));
  const isNamed = new Set(places.map((place) => (place.length > 1 ? String(place[0]) : undefined)));
  const files = plan.files.filter(({ path }) => plan.files.length === 1 || isNamed.has(path));
  const rows = rowsOf(plan, files);
  // DuckDB skips rows by this before it reads their columns.
  const only = sql`_pos IN (${places.map((place) => sql`${position(place)}`)})`;
  if (files.length < 2) return sql`(FROM ${rows} WHERE ${only})`;
  const ordinals = new Map(files.map(({ path }, index) => [path, BigInt(index)]));
  const numbers = places.map(
    (place) => sql`${(ordinals.get(String(place[0])) ?? 0n) * fileSpan + position(place)}`,
  );
  const file = sql`enum_code(CAST(_file AS ENUM(${files.map(({ path }) => sql`${path}`)})))::BIGINT`;
  return sql`(FROM ${rows} WHERE ${only} AND ${file} * ${fileSpan} + _pos IN (${numbers}))`;
}
