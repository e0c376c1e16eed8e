import { deleteTarget } from '../manifest/delete-target.ts';
import { readManifestList } from '../manifest/manifest-list.ts';
import { hasLiveFiles, type ManifestReader, manifestReader } from '../manifest/manifest-reader.ts';
import { mayContain } from '../manifest/may-contain.ts';
import type { LiveFile } from '../manifest/types.ts';
import { specById } from '../metadata/lookup.ts';
import type { Snapshot } from '../metadata/types.ts';
import type { Schema } from '../schema/types.ts';
import { canonicalLocation } from '../storage/location.ts';
import type { Table } from '../table.ts';
import { typedFields } from '../transform/transform.ts';
import { partitionKey } from '../value/partition.ts';
import { coversAll, type Equals, mayHold, partitionOfFilter } from './filter.ts';
import { assertReadable } from './readable.ts';
import { type At, main, resolve } from './resolve.ts';

/** A live file, and where DuckDB opens it. */
interface LocalFile extends LiveFile {
  readonly path: string;
}

/** A data file that is read, with the position-delete files that apply to it; its path is `_file` in relations. */
export interface PlannedFile extends LocalFile {
  readonly deletes: readonly LocalFile[];
  /** All its rows fit the plan's filter: known from the partition. */
  readonly whole: boolean;
}

/** What reading a table at a snapshot takes; the relation is made from it. */
export interface ScanPlan {
  readonly table: Table;
  readonly snapshot: Snapshot | undefined;
  readonly schema: Schema;
  readonly filter: Equals | undefined;
  readonly files: readonly PlannedFile[];
  /** All live delete files of the partitions that are read, those without effect too. */
  readonly deletes: readonly LocalFile[];
}

export interface ScanOptions {
  /** `main` by default. */
  readonly at?: At;
  /** Only rows with this value; files of other partitions are not opened. */
  readonly filter?: Equals;
  /** For scans of several snapshots of a table, which share manifests; one of its own by default. */
  readonly read?: ManifestReader;
}

/**
 * Finds the files of a snapshot that are to be read. Throws TABLE_NOT_SUPPORTED for equality deletes and for files that are not
 * Parquet, SNAPSHOT_NOT_FOUND, TABLE_DAMAGED.
 */
export async function planScan(
  table: Table,
  { at = main, filter, read = manifestReader(table.files) }: ScanOptions = {},
): Promise<ScanPlan> {
  const { metadata, files } = table;
  const { snapshot, schema } = resolve(metadata, at);
  const live = await liveFiles(table, snapshot, filter, read);
  assertReadable(metadata, live);
  const deletes = live
    .filter(({ file }) => file.content !== 'data')
    .map((one): LocalFile => ({ ...one, path: files.pathOf(one.file.location) }));
  const targeted = Map.groupBy(deletes, ({ file }) => {
    const target = deleteTarget(file);
    return target === undefined ? undefined : canonicalLocation(target);
  });
  const open = targeted.get(undefined) ?? [];
  const planned = live
    .filter(({ file }) => file.content === 'data')
    .map((one): PlannedFile => {
      const key = partitionKey(one.file.specId, one.file.partition);
      const candidates = [
        ...(targeted.get(canonicalLocation(one.file.location)) ?? []),
        ...open.filter(({ file }) => partitionKey(file.specId, file.partition) === key),
      ];
      const fields = typedFields(specById(metadata, one.file.specId), metadata.schemas);
      return {
        ...one,
        path: files.pathOf(one.file.location),
        deletes: candidates.filter(({ sequenceNumber }) => sequenceNumber >= one.sequenceNumber),
        whole: filter === undefined || coversAll(fields, one.file.partition, filter),
      };
    });
  return { table, snapshot, schema, filter, files: planned, deletes };
}

/** All live data and delete files of a snapshot, without those whose partition cannot hold rows of the filter. */
async function liveFiles(
  { metadata, files }: Table,
  snapshot: Snapshot | undefined,
  filter: Equals | undefined,
  read: ManifestReader,
): Promise<readonly LiveFile[]> {
  const live: LiveFile[] = [];
  for (const manifest of await readManifestList(files, snapshot)) {
    if (!hasLiveFiles(manifest)) continue;
    const fields = typedFields(specById(metadata, manifest.specId), metadata.schemas);
    const known = filter === undefined ? new Map() : partitionOfFilter(fields, filter);
    if (!mayContain(manifest, fields, known)) continue;
    for (const { status, file, sequenceNumber, fileSequenceNumber, snapshotId } of await read(manifest)) {
      if (status === 'deleted' || !mayHold(known, file.partition)) continue;
      live.push({ file, sequenceNumber, fileSequenceNumber, snapshotId });
    }
  }
  return live;
}
