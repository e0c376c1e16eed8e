import type { DatasetContract } from '../../contracts/data/dataset.ts';
import { isStamp } from '../silver/content-hash.sql.ts';
import { ident, join, type Sql, sql } from '../sql/sql.ts';

/** What tables hold of one delivered file. */
export interface HeldFile {
  readonly contract: DatasetContract;
  readonly digest: string;
  /** The typed relation of the file: keys are taken from it. */
  readonly typed: Sql;
  /** Scans of the tenant's rows. */
  readonly silver: Sql;
  readonly quarantine: Sql;
}

/** Rows of the file that wait, and those that are in silver with the file's values: (row_no, silver's columns). */
const heldTables = ({ contract: { dataset } }: HeldFile) => ({
  waiting: ident(`held_waiting_${dataset}`),
  arrived: ident(`held_arrived_${dataset}`),
});

export const waitingSql = (file: HeldFile): Sql => sql`
  CREATE OR REPLACE TABLE ${heldTables(file).waiting} AS
  SELECT source_row AS row_no, violations
  FROM ${file.quarantine}
  WHERE source_digest = ${file.digest} AND state = 'open'`;

export function arrivedSql(file: HeldFile): Sql {
  const { waiting, arrived } = heldTables(file);
  return sql`
    CREATE OR REPLACE TABLE ${arrived} AS
    SELECT t.row_no, s.*
    FROM (FROM ${file.typed} ANTI JOIN ${waiting} USING (row_no)) AS t
    JOIN ${file.silver} AS s ON ${sameRow(file.contract)}`;
}

/** A row `t` of the file and a row `s` of silver; when and whence it came does not count. */
function sameRow({ fields, primaryKey }: DatasetContract): Sql {
  const key = ident(primaryKey.field);
  const values = fields.filter(({ name }) => !isStamp(name) && name !== primaryKey.field);
  const same = values.map(({ name }) => sql`s.${ident(name)} IS NOT DISTINCT FROM t.${ident(name)}`);
  return join([sql`s.${key} = t.${key}`, ...same], ' AND ');
}

/** As the judging leaves it, but told from the tables: a row that is in neither table has no verdict. */
export function verdictSql(file: HeldFile): Sql {
  const { waiting, arrived } = heldTables(file);
  return sql`
    CREATE OR REPLACE TABLE ${ident(`verdict_${file.contract.dataset}`)} AS
    SELECT row_no, 'quarantined' AS disposition FROM ${waiting}
    UNION ALL
    SELECT row_no, 'passed' FROM ${arrived}`;
}

export function violationSql(file: HeldFile): Sql {
  const { waiting, arrived } = heldTables(file);
  return sql`
    CREATE OR REPLACE TABLE ${ident(`violation_${file.contract.dataset}`)} AS
    SELECT row_no, v.code AS code, v.severity AS severity, v.caused_by AS caused_by
    FROM (SELECT row_no, unnest(violations) AS v FROM ${waiting})
    UNION ALL
    SELECT row_no, unnest(dq_violations), 'warning', NULL FROM ${arrived}`;
}

/** The values of the file's rows: silver's own, and of rows that wait as they would be read. */
export function valuesSql(file: HeldFile): Sql {
  const { waiting, arrived } = heldTables(file);
  const fields = file.contract.fields.map(({ name }) => ident(name));
  return sql`(
    SELECT row_no, ${fields} FROM ${arrived}
    UNION ALL
    SELECT row_no, ${fields} FROM ${file.typed} SEMI JOIN ${waiting} USING (row_no)
  )`;
}

/** Rows of the tenant in silver that are none of the file's passing rows. */
export const straySql = (file: HeldFile): Sql => {
  const key = ident(file.contract.primaryKey.field);
  return sql`SELECT count(*) AS rows FROM ${file.silver} AS s ANTI JOIN ${heldTables(file).arrived} AS a ON a.${key} = s.${key}`;
};

/** Rows of the file that are neither in silver, with their values, nor in quarantine. */
export const missingSql = ({ contract, typed }: HeldFile): Sql => sql`
  SELECT count(*) AS rows
  FROM ${typed} AS t
  ANTI JOIN ${ident(`verdict_${contract.dataset}`)} AS v USING (row_no)`;
