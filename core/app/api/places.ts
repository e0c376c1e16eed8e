import { randomUUID } from 'node:crypto';
import { cp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, normalize } from 'node:path';
import type { Source, Target } from '../../../contracts/api/terms.ts';
import { QuaysideError } from '../../base/errors.ts';
import { makeFolder } from '../../base/make-folder.ts';
import { writeError } from '../../store/errors.ts';
import type { Engine } from './engine.ts';

type Places = Pick<Engine, 'workspace' | 'hostPaths' | 'uploads' | 'downloads'>;

/** The absolute path of a source. Throws USAGE where paths of this machine are not taken or the path is relative; SOURCE_NOT_FOUND. */
export async function pathOfSource(places: Places, source: Source): Promise<string> {
  if ('path' in source) return hostPath(places, source.path);
  const folders = [
    ...(places.uploads === undefined ? [] : [join(places.uploads, source.upload)]),
    keptUpload(places.workspace, source.upload),
  ];
  for (const folder of folders) {
    const [name] = await readdir(folder).catch(() => []);
    if (name !== undefined) return join(folder, name);
  }
  throw new QuaysideError('SOURCE_NOT_FOUND', 'The uploaded file is not there any more; choose it again.', {
    parameters: { upload: source.upload },
  });
}

/**
 * The same for what is kept for good: an upload is moved into the workspace, where a run finds it again, also when the web host is gone.
 * Throws DISK_FULL and NOT_WRITABLE too; the upload is where it was then.
 */
export async function keptPathOfSource(places: Places, source: Source): Promise<string> {
  const path = await pathOfSource(places, source);
  const kept = 'path' in source ? undefined : keptUpload(places.workspace, source.upload);
  if (kept === undefined || path.startsWith(kept)) return path;
  try {
    await makeFolder(dirname(kept));
    await move(dirname(path), kept);
  } catch (cause) {
    throw writeError(cause, kept);
  }
  return join(kept, basename(path));
}

const keptUpload = (workspace: string, upload: string): string =>
  join(workspace, 'lake', 'cdf-upload', upload);

/** Also to another disk; there it appears under its name only when it is whole. */
async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EXDEV')) throw cause;
    const partial = `${to}.partial`;
    try {
      await cp(from, partial, { recursive: true });
      await rename(partial, to);
    } catch (failure) {
      // On a full disk this is what fills it.
      await rm(partial, { recursive: true, force: true }).catch(() => undefined);
      throw failure;
    }
    await rm(from, { recursive: true, force: true });
  }
}

export const pathsOfSources = (places: Places, sources: readonly Source[]): Promise<readonly string[]> =>
  Promise.all(sources.map((source) => pathOfSource(places, source)));

/** Where a file is written, and how a browser gets it. */
export interface Destination {
  readonly path: string;
  readonly download?: string;
}

/** Throws as `pathOfSource`; USAGE where nobody would fetch a download. */
export async function destinationOf(places: Places, target: Target): Promise<Destination> {
  if ('path' in target) return { path: hostPath(places, target.path) };
  if (places.downloads === undefined)
    throw new QuaysideError('USAGE', 'Downloads are for browsers; expected a path to write to.');
  const handle = randomUUID().replaceAll('-', '');
  const folder = join(places.downloads, handle);
  await makeFolder(folder).catch((cause: unknown) => {
    throw writeError(cause, folder);
  });
  return {
    path: join(places.downloads, handle, target.download),
    download: `/download/${handle}/${encodeURIComponent(target.download)}`,
  };
}

function hostPath({ hostPaths }: Places, path: string): string {
  if (hostPaths && isAbsolute(path) && !path.includes('\0')) return normalize(path);
  throw new QuaysideError(
    'USAGE',
    hostPaths
      ? `${JSON.stringify(path)} is no absolute path.`
      : 'Files of this machine are not named by path here; upload them.',
    { parameters: { path } },
  );
}
