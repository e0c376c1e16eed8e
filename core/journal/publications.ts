import type { Database } from './database.ts';
import { type EntryOf, entriesOf } from './entry.ts';

/** The last thing that was published for a tenant and changed what its rows are (or found that nothing differed). */
export const lastPublication = (db: Database, tenant: string): EntryOf<'publication-outcome'> | undefined =>
  entriesOf(
    db,
    'publication-outcome',
    `tenant = ?
  AND content ->> '$.body.outcome' = 'published'
  AND content ->> '$.body.purpose' <> 'compaction'
ORDER BY seq DESC
LIMIT 1`,
    tenant,
  )[0];

/** Publications into the table of the parameter. */
const intoTable = `content ->> '$.body.outcome' = 'published'
  AND EXISTS (SELECT 1 FROM json_each(content, '$.body.tables') WHERE value ->> '$.table' = ?)`;

/** See `Journal.auditedSnapshot`. */
export function auditedSnapshot(db: Database, tenant: string, table: string): string | undefined {
  const where = `${intoTable} AND tenant = ? ORDER BY seq DESC LIMIT 1`;
  const [last] = entriesOf(db, 'publication-outcome', where, table, tenant);
  if (last === undefined || !(last.body.purpose === 'run' || last.body.purpose === 'release'))
    return undefined;
  return last.body.tables.find((one) => one.table === table)?.snapshotId;
}

/** See `Journal.publishedSnapshots`. */
export const publishedSnapshots = (db: Database, table: string): string[] =>
  entriesOf(db, 'publication-outcome', `${intoTable} ORDER BY seq`, table).flatMap(({ body }) =>
    body.tables.flatMap((one) => (one.table === table ? [one.snapshotId] : [])),
  );

/** See `Journal.expiredSnapshots`. */
export const expiredSnapshots = (db: Database, table: string): string[] =>
  entriesOf(db, 'expiry', 'TRUE ORDER BY seq').flatMap(({ body }) =>
    body.tables.flatMap((one) => (one.table === table ? one.snapshotIds : [])),
  );

/**
 * Publications that were announced and not settled, each by its last intent, oldest first. One of a living engine is among them:
 * take its lease before recovering it.
 */
export const openIntents = (db: Database): EntryOf<'publication-intent'>[] =>
  entriesOf(
    db,
    'publication-intent',
    `NOT EXISTS (
  SELECT 1 FROM records AS later
  WHERE later.publication_id = records.publication_id
    AND (later.kind = 'publication-outcome' OR (later.kind = 'publication-intent' AND later.seq > records.seq))
)
ORDER BY seq`,
  );

export type SeenFile = EntryOf<'publication-outcome'>['body']['seen'][number];

/** The file of newest times per key that holds for a tenant's dataset now. */
export function seenFile(db: Database, tenant: string, dataset: SeenFile['dataset']): SeenFile | undefined {
  const [last] = entriesOf(
    db,
    'publication-outcome',
    `tenant = ?
  AND content ->> '$.body.outcome' = 'published'
  AND EXISTS (SELECT 1 FROM json_each(content, '$.body.seen') WHERE value ->> '$.dataset' = ?)
ORDER BY seq DESC
LIMIT 1`,
    tenant,
    dataset,
  );
  return last?.body.seen.find((file) => file.dataset === dataset);
}

/** A data file that must be there as it was published. */
export interface PublishedFile {
  readonly publicationId: string;
  readonly table: string;
  readonly path: string;
  readonly digest: string;
  readonly bytes: number;
}

/** All data files that were published and not removed by an expiry since, as they are after moves of the workspace, oldest first. */
export function publishedFiles(db: Database): PublishedFile[] {
  const files = new Map<string, PublishedFile>();
  const published = entriesOf(
    db,
    'publication-outcome',
    "content ->> '$.body.outcome' = 'published' ORDER BY seq",
  );
  for (const { body } of published) {
    for (const { table, dataFiles } of body.tables) {
      for (const { path, digest, bytes } of dataFiles) {
        files.set(path, { publicationId: body.publicationId, table, path, digest, bytes });
      }
    }
  }
  // By every name that a file had: a relocation that was broken off is done again on what it found.
  const known = new Map([...files.keys()].map((path) => [path, path]));
  for (const record of entriesOf(db, 'relocation', 'TRUE ORDER BY seq')) {
    for (const { path, replaces, digest, bytes } of record.body.files ?? []) {
      const first = known.get(replaces);
      const file = first === undefined ? undefined : files.get(first);
      if (first === undefined || file === undefined) continue;
      known.set(path, first);
      files.set(first, { ...file, path, digest, bytes });
    }
  }
  for (const { body } of entriesOf(db, 'expiry', 'TRUE ORDER BY seq')) {
    for (const path of body.tables.flatMap((table) => table.removed)) files.delete(known.get(path) ?? path);
  }
  return [...files.values()];
}

/** The digest of every data file that was ever announced or written anew by a relocation, by its path then. */
export function recordedDigests(db: Database): ReadonlyMap<string, string> {
  const announced = entriesOf(db, 'publication-intent', 'TRUE ORDER BY seq').flatMap(({ body }) =>
    body.tables.flatMap(({ dataFiles }) => dataFiles),
  );
  const anew = entriesOf(db, 'relocation', 'TRUE ORDER BY seq').flatMap(({ body }) => body.files ?? []);
  return new Map([...announced, ...anew].map(({ path, digest }) => [path, digest]));
}
