import { ident, join, type Sql, sql } from '../sql/sql.ts';

/** One file's part of a raw relation. `columns` are the batch's, in order; undefined where the file lacks one. */
export interface RelationPart {
  readonly fileNo: number;
  readonly digest: string;
  readonly scan: Sql;
  readonly extractedAt: Sql | undefined;
  readonly columns: readonly (Sql | undefined)[];
  /** Which rows count; undefined for all. */
  readonly filter: Sql | undefined;
}

/** The raw relation of docs/architecture.md over all files of a batch, in their order. */
export function rawRelation(batchId: string, parts: readonly RelationPart[]): Sql {
  return sql`(${join(
    parts.map((part) => partOf(batchId, part)),
    '\nUNION ALL\n',
  )})`;
}

function partOf(batchId: string, { fileNo, digest, scan, extractedAt, columns, filter }: RelationPart): Sql {
  const values = columns.map(
    (text, index) => sql`${text ?? sql`NULL::VARCHAR`} AS ${ident(`c${index + 1}`)}`,
  );
  return sql`SELECT
  ${fileNo}::INTEGER AS file_no,
  file_row_number + 1 AS row_no,
  md5(${`${batchId}:${digest}:`} || (file_row_number + 1)) AS row_id,
  ${extractedAt ?? sql`NULL::TIMESTAMPTZ`} AS extracted_at,
  ${values}
FROM ${scan}
WHERE ${filter ?? sql`TRUE`}`;
}
