import { z } from 'zod';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Severity, ViolationCode } from '../../contracts/data/violation-codes.ts';
import type { Work } from '../base/progress.ts';
import type { Duck } from '../duck/duck.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import type { ReadDelivery } from './pipeline.ts';

interface Example {
  readonly file: number;
  readonly row: number;
  readonly value: string | null;
}

/** All violations of one code on one field, with up to three different values as they came. */
export interface Reason {
  readonly dataset: DatasetName;
  readonly code: ViolationCode;
  readonly severity: Severity;
  readonly field: string;
  readonly rows: number;
  /** Rows that fail only because of another row that is in quarantine. */
  readonly knockOns: number;
  readonly examples: readonly Example[];
}

const exampleWidth = 80;

/** Reasons of every dataset, errors first, the most rows first. Values of personal fields are masked unless asked for. */
export async function reasonsOf(
  duck: Duck,
  { datasets }: ReadDelivery,
  showPersonalData: boolean,
  { signal }: Work,
): Promise<Reason[]> {
  const reasons: Reason[] = [];
  for (const { contract } of datasets) {
    const personal = new Set(contract.fields.filter((field) => field.pii).map((field) => field.name));
    const rows = await duck.rows(reasonsSql(ident(`violation_${contract.dataset}`)), reasonRow, signal);
    for (const row of rows) {
      const mask = personal.has(row.field) && !showPersonalData;
      reasons.push({
        dataset: contract.dataset,
        code: row.code,
        severity: row.severity,
        field: row.field,
        rows: row.rows,
        knockOns: row.knock_ons,
        examples: (row.examples ?? []).map(({ file_no, row_no, value }) => ({
          file: file_no,
          row: row_no,
          value: mask && value !== null ? maskText(value) : value,
        })),
      });
    }
  }
  return reasons;
}

const count = z.coerce.number();
const reasonRow = z.object({
  code: z.custom<ViolationCode>((value) => typeof value === 'string'),
  severity: z.enum(['error', 'warning']),
  field: z.string(),
  rows: count,
  knock_ons: count,
  examples: z.array(z.object({ file_no: count, row_no: count, value: z.string().nullable() })).nullable(),
});

function reasonsSql(violations: Sql): Sql {
  return sql`
    WITH by_value AS (
      SELECT code, severity, field, raw_value,
        count(*) AS rows,
        count(caused_by) AS knock_ons,
        min((file_no, row_no)) AS first_row
      FROM ${violations}
      GROUP BY code, severity, field, raw_value
    )
    SELECT code, severity, field,
      sum(rows)::BIGINT AS rows,
      sum(knock_ons)::BIGINT AS knock_ons,
      min_by(
        {file_no: first_row[1], row_no: first_row[2], value: left(raw_value, ${exampleWidth})},
        (-rows, first_row), 3
      ) AS examples
    FROM by_value
    GROUP BY code, severity, field
    ORDER BY severity, rows DESC, code, field`;
}

/** Keeps the first character and the shape: enough to recognise the fault, not the person. */
export function maskText(value: string): string {
  return value.replaceAll(/(?<!^)[\p{L}\p{N}]/gu, '•');
}
