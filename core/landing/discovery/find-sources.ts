import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import type { DatasetName } from '../../../contracts/data/dataset.ts';
import { QuaysideError } from '../../base/errors.ts';
import { readError } from '../../store/errors.ts';
import { folderStore } from '../../store/folder.ts';
import type { Store, StoredObject } from '../../store/store.ts';
import type { NotRead } from '../delivery.ts';
import { type Claim, claimOf } from './layout.ts';
import { datasetOfFolder, datasetsOfFile, formatOfFile } from './words.ts';

/** A file to read. `dataset` is undefined where only its header can tell. */
export interface SourceFile {
  readonly store: Store;
  readonly object: StoredObject;
  readonly path: string;
  readonly dataset: DatasetName | undefined;
  /** The dataset of the nearest folder that is named for one: believed where the header is silent. */
  readonly folder: DatasetName | undefined;
  /** Where Airbyte's `jobs.json` would lie, best first. */
  readonly roots: readonly string[];
}

export interface Found {
  readonly files: readonly SourceFile[];
  readonly notRead: readonly NotRead[];
}

/** Looks into every source. Files come in the order of their paths, each once. Throws SOURCE_NOT_FOUND, SOURCE_NOT_READABLE, DATASET_UNCLEAR. */
export async function findSources(
  sources: readonly string[],
  tenant: string,
  signal?: AbortSignal,
): Promise<Found> {
  const found = await Promise.all(sources.map((source) => look(source, tenant, signal)));
  const files = new Map<string, SourceFile>();
  for (const file of found.flatMap((one) => one.files)) {
    const known = files.get(file.path);
    if (known?.dataset === undefined) files.set(file.path, file);
  }
  const notRead = new Map(found.flatMap((one) => one.notRead).map((one) => [one.path, one]));
  const ordered = [...files.values()].toSorted((a, b) =>
    Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)),
  );
  return { files: ordered, notRead: [...notRead.values()].filter((one) => !files.has(one.path)) };
}

async function look(source: string, tenant: string, signal?: AbortSignal): Promise<Found> {
  try {
    const path = await realpath(source);
    const kind = await stat(path);
    if (kind.isDirectory()) return await lookIntoFolder(path, tenant, signal);
    if (kind.isFile()) return await lookAtFile(path, tenant);
  } catch (cause) {
    throw readError(cause, source);
  }
  throw new QuaysideError(
    'SOURCE_NOT_READABLE',
    `${source} is neither a file nor a folder; expected a folder with supplier and part files, or such a file.`,
    { parameters: { path: source } },
  );
}

/** `suppliers/batch=1/x.csv`, `suppliers/2026/01/x.parquet`. */
const nearFolders = 3;

async function lookAtFile(path: string, tenant: string): Promise<Found> {
  const store = folderStore(dirname(path));
  const object = await store.stat(basename(path));
  if (object === undefined) throw readError(Object.assign(new Error('gone'), { code: 'ENOENT' }), path);
  const claim = claimOf(dirname(path).split(sep), [basename(path)], tenant);
  if ('leave' in claim && claim.leave === "another tenant's") {
    return { files: [], notRead: [{ path, reason: claim.leave }] };
  }
  const byName = datasetsOfFile(basename(path));
  const dataset = byName.length === 1 ? byName[0] : undefined;
  const near = dirname(path).split(sep).slice(-nearFolders);
  const folder = near.map(datasetOfFolder).findLast((name) => name !== undefined);
  return { files: [{ store, object, path, dataset, folder, roots: rootsOf(dirname(path)) }], notRead: [] };
}

async function lookIntoFolder(folder: string, tenant: string, signal?: AbortSignal): Promise<Found> {
  const store = folderStore(folder);
  const above = folder.split(sep).filter((name) => name !== '');
  const files: (SourceFile & { readonly tenantsOwn: boolean })[] = [];
  const notRead = new Map<string, NotRead>();
  for (const object of await store.list('', signal)) {
    const segments = object.key.split('/');
    const claim: Claim = claimOf(above, segments, tenant);
    const path = join(folder, ...segments);
    if ('leave' in claim) {
      const place = claim.folder === undefined ? path : join(folder, ...segments.slice(0, claim.folder));
      notRead.set(place, { path: place, reason: claim.leave });
    } else if (object.kind !== 'file') {
      notRead.set(path, { path, reason: object.kind === 'link' ? 'a symbolic link' : 'not a regular file' });
    } else {
      const { read: dataset, tenantsOwn } = claim;
      files.push({
        store,
        object,
        path,
        dataset,
        folder: dataset,
        roots: [folder, ...rootsOf(folder)],
        tenantsOwn,
      });
    }
  }
  const own = files.filter((file) => file.tenantsOwn);
  const read = own.length > 0 ? own : files;
  for (const file of files.filter((one) => !read.includes(one))) {
    notRead.set(file.path, { path: file.path, reason: "beside the tenant's own folder" });
  }
  refuseTwins(read);
  return { files: read, notRead: [...notRead.values()] };
}

/** The folder that holds `processed`, for a path inside it. */
function rootsOf(folder: string): readonly string[] {
  const segments = folder.split(sep);
  const at = segments.lastIndexOf('processed');
  return at === -1 ? [] : [segments.slice(0, at).join(sep) || sep];
}

/** The same name in two formats is the same data twice: which one counts is not ours to guess. */
function refuseTwins(files: readonly SourceFile[]): void {
  const seen = new Map<string, SourceFile>();
  for (const file of files) {
    const stem = file.path.replace(/\.[^./\\]+(\.gz)?$/i, '');
    const twin = seen.get(stem);
    if (twin !== undefined && formatOfFile(twin.path) !== formatOfFile(file.path)) {
      throw new QuaysideError(
        'DATASET_UNCLEAR',
        `${twin.path} and ${file.path} look like the same data in two formats; name the files of one format instead of their folder.`,
        { parameters: { path: file.path, other: twin.path } },
      );
    }
    seen.set(stem, file);
  }
}
