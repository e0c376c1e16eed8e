import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { DatasetContract, DatasetName } from '../../contracts/data/dataset.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import type { Duck } from '../duck/duck.ts';
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
 * violations as a list of structs). A file appears whole or not at all; one of an earlier check is replaced.
 */
export async function writeRows(
  duck: Duck,
  read: ReadDelivery,
  out: string,
  work: Work,
): Promise<WrittenRows[]> {
  await mkdir(out, { recursive: true }).catch((cause: unknown) => {
    throw new QuaysideError(
      'NOT_WRITABLE',
      `${out} cannot be made or written; name another folder with --out.`,
      { cause },
    );
  });
  const written: WrittenRows[] = [];
  for (const dataset of read.datasets) {
    for (const [kind, query] of [
      ['passing', passingSql(dataset)],
      ['failing', failingSql(dataset)],
    ] as const) {
      const path = join(out, `${dataset.contract.dataset}.${kind}.parquet`);
      written.push({
        dataset: dataset.contract.dataset,
        kind,
        path,
        rows: await copyWhole(duck, query, path, work),
      });
    }
  }
  return written;
}

async function copyWhole(duck: Duck, query: Sql, path: string, { signal }: Work): Promise<number> {
  const partial = `${path}.partial`;
  try {
    const { Count } = await duck.row(
      sql`COPY (${query}) TO ${partial} (FORMAT parquet, COMPRESSION zstd)`,
      z.object({ Count: z.coerce.number() }),
      signal,
    );
    await rename(partial, path);
    return Count;
  } catch (cause) {
    await rm(partial, { force: true });
    if (cause instanceof QuaysideError) throw cause;
    throw new QuaysideError(
      'NOT_WRITABLE',
      `${path} cannot be replaced; expected a file that nobody has open, or none. Move it away or name another folder with --out.`,
      { parameters: { path }, cause },
    );
  }
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
