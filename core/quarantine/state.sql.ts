import type { DeskState } from '../../contracts/quarantine/selection.ts';
import { type Sql, sql } from '../sql/sql.ts';

/** A row's state by what stewards decided, over a desk's columns: all that a replay knows. */
export const decidedState = sql`CASE
  WHEN decision = 'rejected' THEN 'rejected'
  WHEN waits_for IS NOT NULL THEN 'waiting'
  WHEN assignee IS NOT NULL THEN 'assigned'
  ELSE 'open'
END`;

/** The same over a desk's rows joined with their verdicts (`errors`): a row that nothing keeps here any more is free, whoever has it. */
export const stateNow = sql`CASE
  WHEN decision IS DISTINCT FROM 'rejected' AND errors = 0 THEN 'free'
  ELSE ${decidedState}
END`;

/** TRUE for the rows in a state. */
export const inStateSql = (state: DeskState, reasons: 'now' | 'recorded'): Sql =>
  sql`(${reasons === 'now' ? stateNow : decidedState}) = ${state}`;
