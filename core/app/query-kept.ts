import type { Work } from '../base/progress.ts';
import { ident, sql } from '../sql/sql.ts';
import type { GridColumn } from '../../contracts/api/page.ts';
import { type GridSource, gridColumns, kindOf } from './grid.ts';
import type { Duck } from '../duck/duck.ts';
import type { Host } from './host.ts';
import { asking, type QueryRequest } from './query.ts';
import { partialOf, writeFileWhole } from './write-file.ts';

export interface KeepRequest extends QueryRequest {
  /** Absolute path of the file. */
  readonly out: string;
}

/** What is known of a result that is kept. */
export interface KeptResult {
  readonly columns: readonly GridColumn[];
  /** Rows that are kept. */
  readonly total: number;
  /** The statement has more. */
  readonly cut: boolean;
  readonly tables: readonly string[];
}

/** Small row groups: a page opens one or two of them. */
const rowsPerGroup = 20_480;

/**
 * Runs a person's SELECT once and keeps its first `limit` rows in a Parquet file, to be paged through. It reaches what `query` reaches.
 * Throws as `query`.
 */
export const keepQuery = (host: Host, request: KeepRequest, work: Work = {}): Promise<KeptResult> =>
  writeFileWhole(request.out, () =>
    asking(host, request, [partialOf(request.out)], work, async (duck, signal, tables) => {
      const { statement, limit, out } = request;
      const asked = ident('asked');
      const described = await duck.view(asked, statement, signal);
      const rows = await duck.copyView(
        sql`COPY (FROM ${asked} LIMIT ${limit + 1}) TO ${partialOf(out)} (FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE ${rowsPerGroup}, USE_TMP_FILE FALSE)`,
        signal,
      );
      const columns = described.map(({ name, type }) => ({
        name,
        type,
        kind: kindOf(type),
        personal: false,
      }));
      return { columns, total: Math.min(rows, limit), cut: rows > limit, tables };
    }),
  );

/** A kept result as a grid shows it: in the order of the statement unless another one is asked for. */
export async function keptSource(
  duck: Duck,
  path: string,
  { total }: Pick<KeptResult, 'total'>,
  signal?: AbortSignal,
): Promise<GridSource> {
  const relation = sql`(FROM read_parquet(${path}, file_row_number = TRUE) WHERE file_row_number < ${total})`;
  const columns = await gridColumns(duck, relation, () => false, signal);
  const [own, position] = [columns.slice(0, -1), columns.at(-1)];
  return {
    relation,
    columns: own,
    order: [ident(position?.name ?? 'file_row_number')],
    isOrdered: true,
    key: path,
  };
}
