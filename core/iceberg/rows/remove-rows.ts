import { z } from 'zod';
import type { Duck } from '../../duck/duck.ts';
import { ident, type Sql, sql, stringList } from '../../sql/sql.ts';
import { writePositionDeletes } from '../data/position-deletes.ts';
import { writeDataFiles } from '../data/write-data-files.ts';
import type { DataFile } from '../manifest/types.ts';
import { currentSchema } from '../metadata/lookup.ts';
import type { PlannedFile, ScanPlan } from '../scan/plan-scan.ts';
import { scanRelation } from '../scan/relation.sql.ts';
import type { Stamps } from '../table.ts';
import { partitionKey } from '../value/partition.ts';
import type { RowChange } from './file-changes.ts';
import { type Treatment, treat } from './treat.ts';

export interface RemoveOptions {
  readonly stamps: Stamps;
  /** Share of a file's live rows from which it is written anew instead of getting a position-delete file; a third by default. */
  readonly rewriteFrom?: number;
  readonly signal?: AbortSignal | undefined;
}

const touchedFile = z.object({ path: z.string(), matched: z.coerce.number(), live: z.coerce.number() });

/**
 * Prepares the removal of rows of a plan. `matched` stands after FROM and has the columns `_file` and `_pos` of the plan's relation.
 * A file of which nothing stays is dropped, one that loses much is written anew, others get a position-delete file. The plan must be
 * one of the current schema (a branch's), as rewritten files have it.
 */
export async function removeRows(
  duck: Duck,
  plan: ScanPlan,
  matched: Sql,
  options: RemoveOptions,
): Promise<RowChange> {
  const gone = ident(`removed_${options.stamps.uuid()}`);
  await duck.run(
    sql`CREATE TEMP TABLE ${gone} AS SELECT DISTINCT _file, _pos FROM ${matched}`,
    options.signal,
  );
  try {
    const touched = await touchedFiles(duck, plan, gone, options);
    const treated = Map.groupBy(touched, ({ treatment }) => treatment);
    const files = (treatment: Treatment): readonly PlannedFile[] =>
      (treated.get(treatment) ?? []).map(({ file }) => file);
    const rewritten = await rewrite(duck, plan, files('rewrite'), gone, options);
    const deletes: DataFile[] = [];
    for (const { file, path } of files('delete-file')) {
      const positions = sql`(SELECT _pos AS pos FROM ${gone} WHERE _file = ${path})`;
      deletes.push(
        await writePositionDeletes(duck, plan.table, file, positions, options.stamps.uuid(), options.signal),
      );
    }
    return {
      add: [...rewritten, ...deletes].map((file) => ({ file })),
      remove: [...files('drop'), ...files('rewrite')].map(({ file }) => file),
      rows: touched.reduce((rows, { matched: some }) => rows + some, 0),
    };
  } finally {
    await duck.run(sql`DROP TABLE IF EXISTS ${gone}`);
  }
}

interface Touched {
  readonly file: PlannedFile;
  readonly matched: number;
  readonly treatment: Treatment;
}

/** Per touched file how many live rows it has and loses. Files with deletes are counted: delete files may name a row twice. */
async function touchedFiles(
  duck: Duck,
  plan: ScanPlan,
  gone: Sql,
  { rewriteFrom, signal }: RemoveOptions,
): Promise<readonly Touched[]> {
  const uncertain = {
    ...plan,
    filter: undefined,
    files: plan.files.filter(({ deletes }) => deletes.length > 0),
  };
  const certain = plan.files.filter(({ deletes }) => deletes.length === 0);
  const rows = await duck.rows(
    sql`
      WITH matched AS (SELECT _file AS path, count(*) AS matched FROM ${gone} GROUP BY _file),
      counted AS (
        SELECT _file AS path, count(*) AS live FROM ${scanRelation(uncertain, { positions: true })} GROUP BY _file
        UNION ALL
        SELECT unnest(${stringList(certain.map(({ path }) => path))}), unnest([${certain.map(({ file }) => sql`${file.records}`)}]::BIGINT[])
      )
      SELECT path, matched, coalesce(live, 0) AS live FROM matched LEFT JOIN counted USING (path)
      ORDER BY path`,
    touchedFile,
    signal,
  );
  const byPath = new Map(plan.files.map((file) => [file.path, file]));
  return rows.flatMap(({ path, matched, live }) => {
    const file = byPath.get(path);
    return file === undefined ? [] : [{ file, matched, treatment: treat(matched, live, rewriteFrom) }];
  });
}

/** What stays of the files, in new ones; files of one partition together. */
async function rewrite(
  duck: Duck,
  plan: ScanPlan,
  files: readonly PlannedFile[],
  gone: Sql,
  { stamps, signal }: RemoveOptions,
): Promise<readonly DataFile[]> {
  const written: DataFile[] = [];
  const { metadata } = plan.table;
  const groups = Map.groupBy(files, ({ file }) => partitionKey(file.specId, file.partition));
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const part = { ...plan, schema: currentSchema(metadata), filter: undefined, files: group };
    const rows = sql`(
      SELECT * EXCLUDE (_file, _pos)
      FROM ${scanRelation(part, { positions: true })} AS kept
      ANTI JOIN ${gone} AS gone USING (_file, _pos)
    )`;
    const known =
      first.file.specId === metadata['default-spec-id'] ? { partition: first.file.partition } : {};
    written.push(
      ...(await writeDataFiles(duck, plan.table, rows, { uuid: stamps.uuid(), signal, ...known })),
    );
  }
  return written;
}
