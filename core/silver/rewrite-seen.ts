import { hash } from 'node:crypto';
import { readFile, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Duck } from '../duck/duck.ts';
import type { Journal } from '../journal/journal.ts';
import { sql, stringList } from '../sql/sql.ts';
import { pathFromJournal } from './places.ts';
import type { PublishPlace } from './transaction.ts';
import type { WrittenSeen } from './seen.ts';
import { makeFolder } from '../base/make-folder.ts';

const counts = z.object({ rows: z.coerce.number(), kept: z.coerce.number() });

/**
 * The newest times that stay known when a tenant's rows go back: those that one of `batches` brought. Undefined where all of them stay
 * or none was known. As with `writeSeen`, the file holds once the outcome of `publicationId` names it.
 */
export async function keepSeen(
  duck: Duck,
  { journal, workspace }: Pick<PublishPlace, 'journal' | 'workspace'>,
  tenant: string,
  dataset: DatasetName,
  publicationId: string,
  batches: readonly string[],
): Promise<WrittenSeen | undefined> {
  const before = journal.seenFile(tenant, dataset);
  if (before === undefined || before.rows === 0) return undefined;
  const old = pathFromJournal(workspace, before.path);
  const stays = sql`batch_id IN (SELECT unnest(${stringList(batches)}))`;
  const { rows, kept } = await duck.row(
    sql`SELECT count(*) AS rows, count(*) FILTER (WHERE ${stays}) AS kept FROM read_parquet(${old})`,
    counts,
  );
  if (rows === kept) return undefined;
  const path = join(folderOf(workspace, tenant), `${dataset}-${publicationId}.parquet`);
  await makeFolder(dirname(path));
  await duck.run(
    sql`COPY (SELECT * FROM read_parquet(${old}) WHERE ${stays} ORDER BY key) TO ${path} (FORMAT parquet, COMPRESSION zstd)`,
  );
  return { dataset, path, digest: hash('sha256', await readFile(path)), rows: kept };
}

/** Removes a tenant's files of newest times but those that hold. Best effort: a file that stays is referred to by nothing. */
export async function forgetSeen(
  { journal, workspace }: { readonly journal: Journal; readonly workspace: string },
  tenant: string,
  datasets: readonly DatasetName[],
): Promise<void> {
  const folder = folderOf(workspace, tenant);
  const holding = new Set(
    datasets.flatMap((dataset) => {
      const file = journal.seenFile(tenant, dataset);
      return file === undefined ? [] : [pathFromJournal(workspace, file.path)];
    }),
  );
  const found = await readdir(folder).catch(() => []);
  const paths = found.map((name) => join(folder, name)).filter((path) => !holding.has(path));
  await Promise.allSettled(paths.map((path) => rm(path, { force: true })));
}

const folderOf = (workspace: string, tenant: string): string =>
  join(workspace, 'lake/cdf-silver/seen', tenant);
