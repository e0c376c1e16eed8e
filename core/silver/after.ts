import { scanRelation, skippedPositions } from '../iceberg/scan/relation.sql.ts';
import { ident, type Sql, sql, stringList } from '../sql/sql.ts';
import type { StagedDataset } from './stage.ts';
import { stagedPlan } from './staged.ts';
import { silverTables } from './working-tables.ts';

/** Relations of (key, code): a tenant's rows in silver as they will be once a staged change is committed. */
export interface RowsAfter {
  /** Rows that stay. */
  readonly stays: Sql;
  /** Rows of files that are new. */
  readonly added: Sql;
  /** How many `added` has. */
  readonly addedRows: number;
  readonly all: Sql;
}

/**
 * What was added is read from its files, and so is which rows of the files that stay are deleted; the rows of those files themselves are the
 * ones that were read when the tenant was held: data files never change.
 */
export function rowsAfter({ dataset, holding, silver }: StagedDataset): RowsAfter {
  const { contract, silverPlan } = holding;
  const before = new Map(silverPlan.files.map((file) => [file.path, file]));
  const { files } = stagedPlan(silver);
  const fresh = files.filter(({ path }) => !before.has(path));
  const [key, code] = [ident(contract.primaryKey.field), ident(contract.businessKey.field)];
  const added = sql`(SELECT ${key} AS key, ${code} AS code FROM ${scanRelation({ ...silver.plan, files: fresh })})`;
  const staying = files.flatMap((file) => {
    const earlier = before.get(file.path);
    return earlier === undefined ? [] : [{ earlier, now: file }];
  });
  const touched = staying.flatMap(({ earlier, now }) => {
    const deletes = now.deletes.filter(({ path }) => !earlier.deletes.some((one) => one.path === path));
    return deletes.length === 0 ? [] : [{ ...now, deletes }];
  });
  const skipped =
    touched.length === 0
      ? sql``
      : sql`ANTI JOIN ${skippedPositions(touched)} AS skipped ON skipped.data_path = h._file AND skipped.pos = h._pos`;
  const paths = staying.map(({ now }) => now.path);
  const where =
    paths.length === silverPlan.files.length
      ? sql``
      : sql`WHERE list_contains(${stringList(paths)}, _file::VARCHAR)`;
  const stays = sql`(SELECT key, code FROM (FROM ${silverTables(dataset).held} ${where}) AS h ${skipped})`;
  return {
    stays,
    added,
    addedRows: fresh.reduce((rows, { file }) => rows + file.records, 0),
    all: sql`(FROM ${stays} UNION ALL FROM ${added})`,
  };
}
