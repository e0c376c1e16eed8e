import { ident, join, type Sql, sql } from '../sql/sql.ts';
import type { DirtPlan } from './dirt-plan.ts';
import { type Defect, defectNumber } from './defects.sql.ts';
import { below, bits53, type Draw } from './draw.ts';

/** Wraps a relation: its columns, and more that may use them. A value that others use several times gets a column of its own. */
export function withColumns(relation: Sql, columns: Readonly<Record<string, Sql>>): Sql {
  const added = Object.entries(columns).map(([name, value]) => sql`${value} AS ${ident(name)}`);
  return sql`(SELECT *, ${added} FROM ${relation})`;
}

export interface Drawing {
  readonly draw: Draw;
  readonly dirt: DirtPlan;
}

/**
 * What every row is before it has values. `rows` is a relation with the UBIGINT column `row`.
 *
 * - row: its number in the file, from 1;
 * - src: the row whose values it has: itself, or for a duplicate the earlier clean row that it copies;
 * - defect: `defectNumber`, NULL for a clean row;
 * - noise: 64 bits for what the defect looks like.
 */
export function drawnRows(rows: Sql, { draw, dirt }: Drawing, defects: readonly Defect[]): Sql {
  const row = sql`row`;
  const drawn = withColumns(rows, { drawn: dirtDraw(draw, row), noise: draw('dirt.noise', row) });
  const copying = withColumns(drawn, {
    copied: sql`CASE WHEN drawn < ${dirt.duplicate} THEN ${earlierCleanRow({ draw, dirt }, row)} END`,
  });
  const numbers = dirt.kinds.map(({ below: bound }, kind) => {
    const fields = defects[kind]?.fields.length ?? 1;
    return sql`WHEN drawn < ${bound} THEN ${defectNumber(kind, 0)} + ${below(draw('dirt.field', row), fields)}`;
  });
  return sql`(
    SELECT row, noise,
      coalesce(copied, row) AS src,
      CASE WHEN drawn < ${dirt.duplicate} AND copied IS NULL THEN NULL ${join(numbers, ' ')} END AS defect
    FROM ${copying})`;
}

/** What is compared with the bounds of the plan. `row` is a UBIGINT column. */
export const dirtDraw = (draw: Draw, row: Sql): Sql => bits53(draw('dirt', row));

const tries = 8;

/**
 * The clean row that a duplicate in the place of `row` copies: the first clean one of eight drawn among the rows before it, else the
 * first row where that is clean; NULL where there is none, and then the row is no duplicate. Nothing but the row's number decides.
 */
export function earlierCleanRow({ draw, dirt }: Drawing, row: Sql): Sql {
  const candidates = Array.from({ length: tries }, (_, index) => {
    const candidate = sql`(1 + ${draw(`dirt.source.${index}`, row)} % (${row} - 1))`;
    return sql`WHEN ${dirtDraw(draw, candidate)} >= ${dirt.dirty} THEN ${candidate}`;
  });
  const first = dirtDraw(draw, sql`1::UBIGINT`);
  return sql`CASE
    WHEN ${row} < 2 THEN NULL
    ${join(candidates, ' ')}
    WHEN ${first} >= ${dirt.dirty} OR ${first} < ${dirt.duplicate} THEN 1
  END`;
}
