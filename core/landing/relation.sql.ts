import { ident, join, type Sql, sql, stringList } from '../sql/sql.ts';
import { parquetScan } from './parquet/scan.sql.ts';

/** One file's part of a raw relation. `columns` are the batch's, in order; undefined where the file lacks one. */
export interface RelationPart {
  readonly fileNo: number;
  readonly digest: string;
  readonly scan: Sql;
  /** The Parquet file behind `scan` and what it has in common with others; undefined where it stands alone. */
  readonly alike: { readonly parquet: string; readonly shape: string; readonly width: number } | undefined;
  readonly extractedAt: Sql | undefined;
  readonly columns: readonly (Sql | undefined)[];
  /** Which rows count; undefined for all. */
  readonly filter: Sql | undefined;
}

const rowId = (batchId: string, digest: Sql, rowNo: Sql): Sql =>
  sql`md5(${`${batchId}:`} || ${digest} || ':' || ${rowNo})`;

/** A raw relation's row_id from its file_no and row_no. `digests`: of all the batch's files, in their order. */
export const rowIdOf = (batchId: string, digests: readonly string[]): Sql =>
  rowId(batchId, sql`(${stringList(digests)})[file_no]`, sql`row_no`);

/** The raw relation of docs/architecture.md over all files of a batch, in their order. */
export function rawRelation(batchId: string, parts: readonly RelationPart[]): Sql {
  const groups = parts.length > mostUnited ? grouped(parts) : parts.map((part) => [part]);
  return sql`(${join(
    groups.map((group) => groupOf(batchId, group)),
    '\nUNION ALL\n',
  )})`;
}

/** Each member of a UNION is planned by itself, in every statement: beyond this many, files of one shape share a scan. */
const mostUnited = 16;

/** Files that can share a scan, together; in the order of each group's first. */
function grouped(parts: readonly RelationPart[]): readonly (readonly RelationPart[])[] {
  const groups = new Map<string | RelationPart, RelationPart[]>();
  for (const part of parts) {
    const key = part.alike === undefined || part.filter !== undefined ? part : part.alike.shape;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [part]);
    else group.push(part);
  }
  return [...groups.values()];
}

function groupOf(batchId: string, group: readonly RelationPart[]): Sql {
  const [first] = group;
  if (first === undefined) throw new TypeError('a group of files has a file');
  const paths = group.flatMap(({ alike }) => alike?.parquet ?? []);
  if (paths.length < 2) return partOf(batchId, first, sql`${first.fileNo}`, sql`${first.digest}`);
  const each = (values: readonly Sql[]): Sql => sql`([${join(values)}])[file_index::INTEGER + 1]`;
  const consecutive = group.every(({ fileNo }, index) => fileNo === first.fileNo + index);
  // As a sum it lets a scan skip the files of which a condition wants none.
  const fileNo = consecutive
    ? sql`(file_index + ${first.fileNo})`
    : each(group.map((part) => sql`${part.fileNo}`));
  const digest = each(group.map((part) => sql`${part.digest}`));
  const scan = parquetScan(paths, first.alike?.width ?? 0);
  return partOf(batchId, { ...first, scan }, fileNo, digest);
}

function partOf(
  batchId: string,
  { scan, extractedAt, columns, filter }: RelationPart,
  fileNo: Sql,
  digest: Sql,
): Sql {
  const values = columns.map(
    (text, index) => sql`${text ?? sql`NULL::VARCHAR`} AS ${ident(`c${index + 1}`)}`,
  );
  return sql`SELECT
  ${fileNo}::INTEGER AS file_no,
  file_row_number + 1 AS row_no,
  ${rowId(batchId, digest, sql`(file_row_number + 1)`)} AS row_id,
  ${extractedAt ?? sql`NULL::TIMESTAMPTZ`} AS extracted_at,
  ${values}
FROM ${scan}
WHERE ${filter ?? sql`TRUE`}`;
}
