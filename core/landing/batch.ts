import { z } from 'zod';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Work } from '../base/progress.ts';
import type { Duck } from '../duck/duck.ts';
import { join, type Sql, sql } from '../sql/sql.ts';
import { type Selection, selectGenerations, type Share } from './airbyte/generations.ts';
import { readJobs } from './airbyte/jobs.ts';
import { type Origin, originCounts, originOf } from './airbyte/origin.sql.ts';
import { uniteColumns } from './columns.ts';
import type { Batch, Ignored, SourceObject } from './delivery.ts';
import { contentId } from './digest.ts';
import type { RawFile } from './raw-file.ts';
import { rawRelation, type RelationPart, rowIdOf } from './relation.sql.ts';

/** Makes one batch of a dataset's files, which come in the order of their paths. */
export async function makeBatch(
  duck: Duck,
  tenant: string,
  dataset: DatasetName,
  all: readonly RawFile[],
  work: Work,
): Promise<Batch> {
  const { files, copies } = withoutCopies(all);
  const batchId = contentId(tenant, dataset, files.map((file) => file.digest).toSorted());
  const origins = files.map(originOf);
  const selection = await select(duck, files, origins, work);
  const live = liveFiles(files, selection);
  const united = uniteColumns(live.map(({ file }) => file));
  const parts = live.map(({ file, index }, place): RelationPart => {
    const origin = origins[index];
    return {
      fileNo: index + 1,
      digest: file.digest,
      scan: file.scan,
      alike: alikeOf(file),
      extractedAt: origin?.extractedAt,
      columns: united.texts[place] ?? [],
      filter: origin === undefined ? undefined : filterOf(selection, index, origin),
    };
  });
  return {
    dataset,
    batchId,
    objects: files.map((file, index) => objectOf(file, index + 1)),
    columns: united.columns,
    relation: rawRelation(batchId, parts),
    rowId: rowIdOf(
      batchId,
      files.map((file) => file.digest),
    ),
    rows: selection.kept.reduce((rows, share) => rows + share.rows, 0),
    ignored: [...copies, ...ignoredRows(selection, files)],
    drift: live.flatMap(({ file, index }, place) => {
      const { missing, retyped } = united.drift[place] ?? { missing: [], retyped: [] };
      const { escapedValues } = file;
      if (missing.length === 0 && retyped.length === 0 && escapedValues === 0) return [];
      return [{ fileNo: index + 1, path: file.source.path, missing, retyped, escapedValues }];
    }),
    changeFeed: selection.changeFeed,
    hasSequence: parts.some((part) => part.extractedAt !== undefined),
  };
}

/** Files with rows that count; the first where none has, so that the relation has columns. What does not count shapes nothing. */
function liveFiles(
  files: readonly RawFile[],
  selection: Selection,
): readonly { readonly file: RawFile; readonly index: number }[] {
  const numbered = files.map((file, index) => ({ file, index }));
  const live = numbered.filter(({ index }) => selection.kept.some((share) => share.file === index));
  return live.length > 0 ? live : numbered.slice(0, 1);
}

/** Files of one shape can be read by one scan: the same columns of the same types in the same order, no two of one name. */
function alikeOf({ parquet, columns }: RawFile): RelationPart['alike'] {
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  if (parquet === undefined || names.size < columns.length) return undefined;
  const shape = JSON.stringify(columns.map(({ name, sourceType, text }) => [name, sourceType, text.text]));
  return { parquet, shape, width: columns.length };
}

/** A file with the bytes of an earlier one would give its rows the same identity: it is left out, and said. */
function withoutCopies(all: readonly RawFile[]): { files: readonly RawFile[]; copies: readonly Ignored[] } {
  const first = new Map<string, RawFile>();
  const copies: Ignored[] = [];
  for (const file of all) {
    const same = first.get(file.digest);
    if (same === undefined) first.set(file.digest, file);
    else {
      const { path } = file.source;
      copies.push({
        path,
        rows: file.rows,
        reason: 'same content as another file',
        detail: same.source.path,
      });
    }
  }
  return { files: [...first.values()], copies };
}

const countRow = z.object({
  generation: z.string().nullable(),
  job: z.string().nullable(),
  rows: z.string(),
});

async function select(
  duck: Duck,
  files: readonly RawFile[],
  origins: readonly Origin[],
  { signal }: Work,
): Promise<Selection> {
  const shares: Share[] = [];
  for (const [index, file] of files.entries()) {
    const origin = origins[index];
    if (origin?.generation === undefined) {
      shares.push({ file: index, generation: null, job: null, rows: file.rows });
      continue;
    }
    for (const { generation, job, rows } of await duck.rows(
      originCounts(file.scan, origin),
      countRow,
      signal,
    )) {
      shares.push({
        file: index,
        generation: generation === null ? null : BigInt(generation),
        job,
        rows: Number(rows),
      });
    }
    // A file without rows still counts as read.
    if (file.rows === 0) shares.push({ file: index, generation: null, job: null, rows: 0 });
  }
  const airbyte = shares.some((share) => share.generation !== null);
  return selectGenerations(shares, airbyte ? await readJobs(files.map((file) => file.source)) : undefined);
}

/** Rows of the file that count, where not all of them do. */
function filterOf(selection: Selection, file: number, { generation, job }: Origin): Sql | undefined {
  const left = selection.left.filter(({ share }) => share.file === file);
  if (left.length === 0 || generation === undefined) return undefined;
  const kept = selection.kept.filter((share) => share.file === file);
  if (kept.length === 0) return sql`FALSE`;
  const matches = kept.map(
    (share) =>
      sql`((${generation}) IS NOT DISTINCT FROM ${share.generation} AND (${job ?? sql`NULL`}) IS NOT DISTINCT FROM ${share.job})`,
  );
  return sql`(${join(matches, ' OR ')})`;
}

const ignoredRows = (selection: Selection, files: readonly RawFile[]): readonly Ignored[] =>
  selection.left.map(({ share, reason, detail }) => ({
    path: files[share.file]?.source.path ?? '',
    rows: share.rows,
    reason,
    detail,
  }));

const objectOf = (file: RawFile, fileNo: number): SourceObject => ({
  fileNo,
  path: file.source.path,
  digest: file.digest,
  bytes: file.bytes,
  format: file.format,
  rows: file.rows,
  ...(file.dialect === undefined ? {} : { dialect: file.dialect }),
  version: file.source.object.version,
});
