import { scanRelation, skippedPositions } from '../iceberg/scan/relation.sql.ts';
import { ident, type Sql, sql, stringList } from '../sql/sql.ts';
import type { StagedDataset } from './stage.ts';
import { stagedPlan } from './staged.ts';
import { silverTables } from './working-tables.ts';

/**
 * (key, code) of the tenant's rows in silver as they will be once a staged change is committed. What was added is read from its files, and
 * so is which rows of the files that stay are deleted; the rows of those files themselves are the ones that were read when the tenant was
 * held: data files never change.
 */
export function keysAfter({ dataset, holding, silver }: StagedDataset): Sql {
  const { contract, silverPlan } = holding;
  const { held } = silverTables(dataset);
  const before = new Map(silverPlan.files.map((file) => [file.path, file]));
  const files = stagedPlan(silver).files;
  const added = { ...silver.plan, files: files.filter(({ path }) => !before.has(path)) };
  const [key, code] = [ident(contract.primaryKey.field), ident(contract.businessKey.field)];
  const fresh = sql`SELECT ${key} AS key, ${code} AS code FROM ${scanRelation(added)}`;
  const staying = files.filter(({ path }) => before.has(path));
  if (staying.length === 0) return sql`(${fresh})`;
  const gone = silverPlan.files.filter((file) => !files.some(({ path }) => path === file.path));
  const stays =
    gone.length === 0
      ? sql`TRUE`
      : sql`_file::VARCHAR NOT IN (SELECT unnest(${stringList(gone.map(({ path }) => path))}))`;
  const touched = staying.flatMap((file) => {
    const earlier = before.get(file.path)?.deletes ?? [];
    const deletes = file.deletes.filter(({ path }) => !earlier.some((one) => one.path === path));
    return deletes.length === 0 ? [] : [{ ...file, deletes }];
  });
  const skipped =
    touched.length === 0
      ? sql``
      : sql`ANTI JOIN ${skippedPositions(touched)} AS skipped ON skipped.data_path = h._file AND skipped.pos = h._pos`;
  const rest = sql`SELECT key, code FROM (FROM ${held} WHERE ${stays}) AS h ${skipped}`;
  return added.files.length === 0 ? sql`(${rest})` : sql`(${rest} UNION ALL ${fresh})`;
}
