import { readLooseManifest } from '../iceberg/manifest/read-manifest.ts';
import type { ListedFile } from '../iceberg/storage/table-files.ts';
import { type Table, tableText } from '../iceberg/table.ts';
import { journalPath } from './places.ts';
import type { PublishPlace } from './transaction.ts';

/**
 * Tells files of publications that are settled: nobody writes them any more. Those of them that nothing refers to were left by an expiry that
 * ended before it said so, and hold what was to be forgotten: rows, and in manifests the least and greatest of their values. Of no file
 * where the table is of an older catalog, which does not know its last publication yet.
 */
export function settledFiles(
  { journal, workspace }: PublishPlace,
  { name, metadata, files }: Table,
): (file: ListedFile) => Promise<boolean> {
  const published = journal.publishedSnapshots(tableText(name));
  const last = published.at(-1);
  if (!metadata.snapshots.some((snapshot) => snapshot['snapshot-id'].toString() === last))
    return () => Promise.resolve(false);
  const snapshots = new Set(published);
  const dataFiles = new Set(journal.publishedFiles().map(({ path }) => path));
  return async ({ location, bytes }) => {
    if (!location.endsWith('.avro')) return dataFiles.has(journalPath(workspace, location));
    const [, listed] = /\/snap-(\d+)-[^/]*$/.exec(location) ?? [];
    if (listed !== undefined) return snapshots.has(listed);
    try {
      // What a commit writes has an entry of its own snapshot; others are taken over.
      const own = (await readLooseManifest(files, location, bytes)).filter(
        ({ status }) => status !== 'existing',
      );
      return own.length > 0 && own.every(({ snapshotId }) => snapshots.has(snapshotId.toString()));
    } catch {
      // What is unreadable proves nothing.
      return false;
    }
  };
}
