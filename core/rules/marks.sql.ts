import { type Sql, sql } from '../sql/sql.ts';
import type { NumberedRule } from './plan-dataset.ts';
import type { WorkingTables } from './working-tables.ts';

/** An empty table of violations that were found by looking at more than one row, or at another relation. */
export const createMarksSql = (table: Sql): Sql => sql`CREATE OR REPLACE TABLE ${table} (
    file_no INTEGER, row_no BIGINT, ordinal INTEGER, error BOOLEAN, expected VARCHAR, caused_by VARCHAR
  )`;

/** Adds `violations` (file_no, row_no, expected, caused_by) of one rule. */
export const addMarksSql = (table: Sql, { ordinal, severity }: NumberedRule, violations: Sql): Sql => sql`
  INSERT INTO ${table}
  SELECT file_no, row_no, ${ordinal}, ${severity === 'error'}, expected, caused_by
  FROM (${violations})`;

/** Rows that are judged and have no error so far, with the columns of the judging table. */
export const soundRows = ({ judging, aside, mark }: WorkingTables): Sql => sql`(
    SELECT *
    FROM (SELECT * FROM ${judging} WHERE NOT error)
    ANTI JOIN ${aside} USING (file_no, row_no)
    ANTI JOIN (SELECT file_no, row_no FROM ${mark} WHERE error) USING (file_no, row_no)
  )`;

/** Rows that are judged and have an error. */
export const failingRows = ({ judging, aside, mark }: WorkingTables): Sql => sql`(
    SELECT *
    FROM ${judging}
    ANTI JOIN ${aside} USING (file_no, row_no)
    WHERE error OR (file_no, row_no) IN (SELECT (file_no, row_no) FROM ${mark} WHERE error)
  )`;
