import type { DatasetContract, Field, LogicalType } from '../../contracts/data/dataset.ts';
import { ident, join, type Sql, sql } from '../sql/sql.ts';

/**
 * Injected and caught defects by kind. Caught: the expected error is in quarantine, the expected warning is on a passing row, or
 * the row holds the clean value and has no error of its own (a knock-on part enters silver with it once its supplier is freed).
 */
export function kindsSql(contract: DatasetContract, typed: Sql, truthFile: string): Sql {
  const verdicts = ident(`verdict_${contract.dataset}`);
  const violations = ident(`violation_${contract.dataset}`);
  return sql`
    WITH truth AS (
      SELECT row_number AS row_no, field, kind, clean_value,
        split_part(expected, ' ', 1) AS outcome,
        split_part(expected, ' ', 2) AS code
      FROM read_parquet(${truthFile})
      WHERE dataset = ${contract.dataset}
    ),
    normalised AS (
      SELECT t.row_no, truth.field
      FROM (SELECT * FROM truth WHERE outcome = 'normalised') AS truth
      JOIN ${typed} AS t USING (row_no)
      WHERE ${valueOfField(contract.fields)} IS NOT DISTINCT FROM truth.clean_value
    )
    SELECT truth.kind,
      count(*) AS injected,
      count(*) FILTER (WHERE CASE truth.outcome
        WHEN 'error' THEN v.disposition = 'quarantined' AND w.code IS NOT NULL
        WHEN 'warning' THEN v.disposition = 'passed' AND w.code IS NOT NULL
        ELSE n.row_no IS NOT NULL AND own.row_no IS NULL
      END) AS caught
    FROM truth
    LEFT JOIN ${verdicts} AS v ON v.row_no = truth.row_no
    LEFT JOIN (SELECT DISTINCT row_no, code, severity FROM ${violations}) AS w
      ON w.row_no = truth.row_no AND w.code = truth.code AND w.severity = truth.outcome
    LEFT JOIN (
      SELECT DISTINCT row_no FROM ${violations} WHERE severity = 'error' AND caused_by IS NULL
    ) AS own ON own.row_no = truth.row_no
    LEFT JOIN normalised AS n ON n.row_no = truth.row_no AND n.field = truth.field
    GROUP BY truth.kind
    ORDER BY truth.kind`;
}

/** Rows in quarantine, and those of them for which ground truth expects no error. */
export function falseAlarmsSql(contract: DatasetContract, truthFile: string): Sql {
  return sql`
    SELECT count(*) AS quarantined, count(*) FILTER (WHERE t.row_no IS NULL) AS false_alarms
    FROM ${ident(`verdict_${contract.dataset}`)} AS v
    LEFT JOIN (
      SELECT DISTINCT row_number AS row_no
      FROM read_parquet(${truthFile})
      WHERE dataset = ${contract.dataset} AND expected LIKE 'error %'
    ) AS t USING (row_no)
    WHERE v.disposition = 'quarantined'`;
}

function valueOfField(fields: readonly Field[]): Sql {
  const cases = fields.map(({ name, type }) => sql`WHEN ${name} THEN ${asText(type)(sql`t.${ident(name)}`)}`);
  return sql`CASE truth.field ${join(cases, ' ')} END`;
}

/** The text that the generator writes for a value of the type. */
function asText(type: LogicalType): (value: Sql) => Sql {
  if (type.kind === 'strings') return (value) => sql`array_to_string(${value}, ',')`;
  return (value) => sql`CAST(${value} AS VARCHAR)`;
}
