import { QuaysideError } from '../../base/errors.ts';
import type { Duck } from '../../duck/duck.ts';
import { metadataVersion } from '../commit/stage-table.ts';
import { metadataFolder, syncMarker } from '../commit/staging.ts';
import { formatManifestList, readManifestList } from '../manifest/manifest-list.ts';
import { readManifest } from '../manifest/read-manifest.ts';
import type { DataFile, ManifestEntry, ManifestFile } from '../manifest/types.ts';
import { formatManifest, type NewEntry } from '../manifest/write-manifest.ts';
import { formatMetadata, parseMetadata } from '../metadata/metadata-file.ts';
import { currentSchema, specById } from '../metadata/lookup.ts';
import type { Snapshot, TableMetadata } from '../metadata/types.ts';
import type { TableFiles } from '../storage/table-files.ts';
import { type Stamps, type Table, type TableName, tableText } from '../table.ts';
import { typedFields } from '../transform/transform.ts';
import type { Moved } from './moved.ts';
import { named, relocateDeletes } from './relocate-deletes.ts';

export interface RelocatedTable {
  /** As it is to be once the catalog points to it. */
  readonly table: Table;
  /** Position-delete files that were written anew: paths are in them. */
  readonly deletes: readonly { readonly from: string; readonly to: string }[];
  /** What nothing needs any more then. */
  readonly superseded: readonly string[];
}

/**
 * Writes everything of a table that holds absolute locations anew, all snapshots included, beside what is there; data files stay as
 * they are. Nothing changes until the catalog points to the new metadata. What it wrote is pushed to `written` even when it throws.
 * Throws TABLE_NOT_SUPPORTED where a file lies outside of the folder that was moved.
 */
export async function relocateTable(
  { duck, files, stamps }: { readonly duck: Duck; readonly files: TableFiles; readonly stamps: Stamps },
  name: TableName,
  metadataLocation: string,
  moved: Moved,
  written: string[],
): Promise<RelocatedTable> {
  const place = (location: string): string => {
    const found = moved(location);
    if (found !== undefined) return found;
    throw new QuaysideError(
      'TABLE_NOT_SUPPORTED',
      `${tableText(name)} refers to ${location}, which is not in the folder that was moved; move it there, or compact and expire the table where it was.`,
      { parameters: { table: tableText(name), path: location } },
    );
  };
  const at = place(metadataLocation);
  const before = parseMetadata(await files.read(at), at);
  const metadata = placed(before, place, moved);
  const work = new Relocation({ duck, files, stamps }, metadata, place, written);
  const snapshots: Snapshot[] = [];
  for (const snapshot of before.snapshots) snapshots.push(await work.snapshot(snapshot));
  const version = String(metadataVersion(at) + 1).padStart(5, '0');
  const location = `${metadataFolder(metadata.location)}/${version}-${stamps.uuid()}.metadata.json`;
  const next = { ...metadata, snapshots };
  await work.store(location, formatMetadata(next));
  return {
    table: { name, metadataLocation: location, metadata: next, files },
    deletes: work.deletes,
    superseded: [
      at,
      ...before['metadata-log'].map((one) => place(one['metadata-file'])),
      ...mirrors(metadata.location, metadataVersion(at) + 1),
      ...work.superseded,
    ],
  };
}

/** The copies that a catalog makes of metadata: up to a version, as many as it keeps. */
const mirrors = (location: string, last: number): readonly string[] =>
  Array.from(
    { length: Math.min(100, last) },
    (_, back) => `${metadataFolder(location)}/v${last - back}.metadata.json`,
  );

/** Earlier metadata files hold the old locations: nobody can use them, so the log begins anew. */
function placed(metadata: TableMetadata, place: (location: string) => string, moved: Moved): TableMetadata {
  const statistics = (of: TableMetadata['statistics']): TableMetadata['statistics'] =>
    of?.map((one) => ({ ...one, 'statistics-path': place(one['statistics-path']) }));
  const properties = Object.entries(metadata.properties).map(
    ([key, value]) =>
      [key, pathProperty.test(key) ? place(value) : (absolute(value) && moved(value)) || value] as const,
  );
  return {
    ...metadata,
    location: place(metadata.location).replace(/\/+$/, ''),
    properties: Object.fromEntries(properties),
    'metadata-log': [],
    ...(metadata.statistics === undefined ? {} : { statistics: statistics(metadata.statistics) }),
    ...(metadata['partition-statistics'] === undefined
      ? {}
      : { 'partition-statistics': statistics(metadata['partition-statistics']) }),
  };
}

/** Where engines are told to write; other properties may hold any text. */
const pathProperty = /^write\..*\bpath$/;
const absolute = (text: string): boolean => /^(?:file:|\/)/.test(text);

/** Snapshots share manifests, and manifests delete files: each is written once. */
class Relocation {
  readonly deletes: { from: string; to: string }[] = [];
  readonly superseded: string[] = [];
  readonly #written: string[];
  readonly #tools: { readonly duck: Duck; readonly files: TableFiles; readonly stamps: Stamps };
  readonly #metadata: TableMetadata;
  readonly #place: (location: string) => string;
  readonly #manifests = new Map<string, ManifestFile>();
  readonly #files = new Map<string, DataFile>();

  constructor(
    tools: { readonly duck: Duck; readonly files: TableFiles; readonly stamps: Stamps },
    metadata: TableMetadata,
    place: (location: string) => string,
    written: string[],
  ) {
    this.#written = written;
    this.#tools = tools;
    this.#metadata = metadata;
    this.#place = place;
  }

  async snapshot(snapshot: Snapshot): Promise<Snapshot> {
    const { files, stamps } = this.#tools;
    const list = this.#place(snapshot['manifest-list']);
    const manifests: ManifestFile[] = [];
    for (const manifest of await readManifestList(files, { ...snapshot, 'manifest-list': list }))
      manifests.push(await this.#manifest(manifest));
    const id = snapshot['snapshot-id'];
    const location = `${metadataFolder(this.#metadata.location)}/snap-${id}-1-${stamps.uuid()}.avro`;
    const about = {
      id,
      parent: snapshot['parent-snapshot-id'] ?? null,
      sequenceNumber: snapshot['sequence-number'],
    };
    await this.store(location, formatManifestList(manifests, about, syncMarker(stamps)));
    this.superseded.push(list);
    return { ...snapshot, 'manifest-list': location };
  }

  async store(location: string, bytes: Uint8Array): Promise<void> {
    this.#written.push(location);
    if (await this.#tools.files.putIfAbsent(location, bytes)) return;
    throw new QuaysideError('INTERNAL', `${location} already exists although its name was to be unique`);
  }

  async #manifest(manifest: ManifestFile): Promise<ManifestFile> {
    const known = this.#manifests.get(manifest.location);
    if (known !== undefined) return known;
    const { files, stamps } = this.#tools;
    const at = this.#place(manifest.location);
    const entries: NewEntry[] = [];
    for (const entry of await readManifest(files, { ...manifest, location: at }))
      entries.push(inheriting(entry, manifest, await this.#file(entry)));
    const spec = specById(this.#metadata, manifest.specId);
    const bytes = formatManifest(
      {
        schema: currentSchema(this.#metadata),
        spec,
        fields: typedFields(spec, this.#metadata.schemas),
        content: manifest.content,
        entries,
      },
      syncMarker(stamps),
    );
    const location = `${metadataFolder(this.#metadata.location)}/${stamps.uuid()}-m0.avro`;
    await this.store(location, bytes);
    this.superseded.push(at);
    const next = { ...manifest, location, bytes: bytes.length };
    this.#manifests.set(manifest.location, next);
    return next;
  }

  async #file({ status, file }: ManifestEntry): Promise<DataFile> {
    const known = this.#files.get(file.location);
    if (known !== undefined) return known;
    const at = this.#place(file.location);
    // A file that was taken out may be gone; only its name is left.
    if (file.content !== 'position-deletes' || status === 'deleted') return named(file, at, this.#place);
    const { duck, files, stamps } = this.#tools;
    const to = `${at.slice(0, at.lastIndexOf('/'))}/${stamps.uuid()}-deletes.parquet`;
    this.#written.push(to);
    const next = await relocateDeletes(duck, files, { file, from: at, to }, this.#place);
    this.deletes.push({ from: at, to });
    this.superseded.push(at);
    this.#files.set(file.location, next);
    return next;
  }
}

/** What an added entry inherits from its manifest stays inherited, as the specification wants it. */
function inheriting(entry: ManifestEntry, manifest: ManifestFile, file: DataFile): NewEntry {
  const { status, snapshotId, sequenceNumber, fileSequenceNumber } = entry;
  const inherits =
    status === 'added' &&
    sequenceNumber === manifest.sequenceNumber &&
    fileSequenceNumber === manifest.sequenceNumber;
  return {
    status,
    snapshotId,
    sequenceNumber: inherits ? null : sequenceNumber,
    fileSequenceNumber: inherits ? null : fileSequenceNumber,
    file,
  };
}
