import { type Sql, sql } from '../sql/sql.ts';
import type { DirtPlan } from './dirt-plan.ts';
import type { Draw } from './draw.ts';

/** What a tenant's rows of one dataset are made from. */
export interface RowPlan {
  readonly tenant: string;
  readonly draw: Draw;
  readonly dirt: DirtPlan;
  /** Rows of the dataset. No value depends on it. */
  readonly rows: number;
  readonly logicalTime: Date;
}

/** What the queries read. */
export interface Tables {
  /** Has the UBIGINT column row, from 1, for at least as many rows as the larger dataset has. */
  readonly rows: Sql;
  /** The one row of `dictionaryTable`. */
  readonly dictionary: Sql;
}

/**
 * What rows have beside their fields: row (number in the file, from 1), defect (`defectNumber`, NULL for a clean row), noise (64 bits
 * for what the defect looks like), knocked (ends in quarantine because of the supplier that it refers to), changed_at (microseconds
 * since 1970), own_id (the id of a row that is no copy).
 */
export const rowColumns = sql`row, defect, noise, knocked, changed_at, own_id`;

export const firstRows = ({ rows }: Tables, count: number): Sql =>
  sql`(SELECT row FROM ${rows} WHERE row <= ${count})`;
