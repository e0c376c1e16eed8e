import { join } from 'node:path';
import { z } from 'zod';
import type { DatasetContract, DatasetName } from '../../contracts/data/dataset.ts';
import type { Work } from '../base/progress.ts';
import type { Duck } from '../duck/duck.ts';
import { OutputFolder } from '../generate/output-folder.ts';
import { ident, join as joinSql, type Sql, sql } from '../sql/sql.ts';
import type { ReadDataset, ReadDelivery } from './pipeline.ts';

export interface WrittenRows {
  readonly dataset: DatasetName;
  readonly kind: 'passing' | 'failing';
  readonly path: string;
  readonly rows: number;
}

/**
 * Writes `<dataset>.passing.parquet` (typed values, extras, dq_violations) and `<dataset>.failing.parquet` (every value as it came,
 * violations as a list of structs). They take their places when all of them are whole; those of an earlier check are replaced.
 */
export async function writeRows(
  duck: Duck,
  read: ReadDelivery,
  out: string,
  { signal }: Work,
): Promise<WrittenRows[]> {
  await using folder = await OutputFolder.open(out);
  const written: WrittenRows[] = [];
  const names: string[] = [];
  for (const dataset of read.datasets) {
    for (const [kind, query] of [
      ['passing', passingSql(dataset)],
      ['failing', failingSql(dataset)],
    ] as const) {
      const name = `${dataset.contract.dataset}.${kind}.parquet`;
      const { Count } = await duck.row(
        sql`COPY (${query}) TO ${folder.scratchPath(name)} (FORMAT parquet, COMPRESSION zstd)`,
        z.object({ Count: z.coerce.number() }),
        signal,
      );
      names.push(name);
      written.push({ dataset: dataset.contract.dataset, kind, path: join(out, name), rows: Count });
    }
  }
  await folder.publish(names, []);
  return written;
}

function passingSql({ contract, typed, batch }: ReadDataset): Sql {
  const fields = contract.fields.map((field) => sql`t.${ident(field.name)}`);
  return sql`
    SELECT ${fields}, t.extras,
      coalesce(w.codes, []) AS dq_violations,
      ${batch.batchId} AS batch_id, t.file_no, t.row_no, t.row_id
    FROM ${typed} AS t
    JOIN ${verdictsOf(contract)} AS v USING (file_no, row_no)
    LEFT JOIN (
      SELECT file_no, row_no, list(code ORDER BY ordinal) AS codes
      FROM ${violationsOf(contract)}
      GROUP BY file_no, row_no
    ) AS w USING (file_no, row_no)
    WHERE v.disposition = 'passed'
    ORDER BY t.file_no, t.row_no`;
}

function failingSql({ contract, batch, typed }: ReadDataset): Sql {
  const raw = contract.fields.map((field) => sql`t.${ident(`raw__${field.name}`)} AS ${ident(field.name)}`);
  return sql`
    SELECT ${joinSql(raw)}, t.extras,
      w.violations,
      ${batch.batchId} AS batch_id, t.file_no, t.row_no, t.row_id
    FROM ${typed} AS t
    JOIN (
      SELECT file_no, row_no,
        list(struct_pack(code := code, severity := severity, field := field, raw_value := raw_value, expected := expected, caused_by := caused_by) ORDER BY ordinal) AS violations
      FROM ${violationsOf(contract)}
      SEMI JOIN (
        SELECT file_no, row_no FROM ${verdictsOf(contract)} WHERE disposition = 'quarantined'
      ) USING (file_no, row_no)
      GROUP BY file_no, row_no
    ) AS w USING (file_no, row_no)
    ORDER BY t.file_no, t.row_no`;
}

const verdictsOf = ({ dataset }: DatasetContract): Sql => ident(`verdict_${dataset}`);
const violationsOf = ({ dataset }: DatasetContract): Sql => ident(`violation_${dataset}`);
