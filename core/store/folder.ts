import { randomUUID } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { lstat, open, readdir, realpath, rm } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { QuaysideError } from '../base/errors.ts';
import { stopIfCancelled } from '../base/progress.ts';
import { isMissing, readError, writeError } from './errors.ts';
import { byKey, segmentsOf } from './key.ts';
import type { Store, StoredObject } from './store.ts';
import { temporaryPrefix, writeWhole } from './write-whole.ts';

const pieceBytes = 1024 ** 2;

/**
 * A folder as a store. Neither `..` nor a symbolic link leads out of it: links are listed as links and never followed.
 * The folder itself may be a link, and need not exist until something is put.
 */
export function folderStore(root: string, newId: () => string = randomUUID): Store {
  const home = resolve(root);
  const pathOf = (key: string): string => join(home, ...segmentsOf(key).map(localName));

  return {
    address: home,

    async list(prefix = '', signal) {
      const found: StoredObject[] = [];
      const folder = prefix.includes('/') ? prefix.slice(0, prefix.lastIndexOf('/')) : '';
      const start = folder === '' ? home : await inside(home, pathOf(folder));
      if (folder !== '' && !(await isThere(start))) return [];
      await walk(start, folder === '' ? '' : `${folder}/`, found, signal);
      return found.filter((object) => object.key.startsWith(prefix)).toSorted(byKey);
    },

    async stat(key) {
      const path = await inside(home, pathOf(key));
      try {
        const stats = await lstat(path, { bigint: true });
        return stats.isDirectory() ? undefined : describe(key, stats);
      } catch (cause) {
        if (isMissing(cause)) return undefined;
        throw readError(cause, path);
      }
    },

    async *read(key, range) {
      const path = await inside(home, pathOf(key));
      try {
        if (!(await lstat(path)).isFile()) throw notAFile(path);
        await using file = await open(path, 'r');
        let position = range?.offset ?? 0;
        const end = range === undefined ? Number.POSITIVE_INFINITY : range.offset + range.length;
        while (position < end) {
          const piece = Buffer.allocUnsafeSlow(Math.min(pieceBytes, end - position));
          const { bytesRead } = await file.read(piece, 0, piece.length, position);
          if (bytesRead === 0) return;
          position += bytesRead;
          yield piece.subarray(0, bytesRead);
        }
      } catch (cause) {
        throw readError(cause, path);
      }
    },

    async put(key, content) {
      await writeWhole(await inside(home, pathOf(key)), content, newId(), 'replace');
    },

    async putIfAbsent(key, content) {
      return writeWhole(await inside(home, pathOf(key)), content, newId(), 'if-absent');
    },

    async delete(key) {
      const path = await inside(home, pathOf(key));
      try {
        await rm(path, { force: true });
      } catch (cause) {
        throw writeError(cause, path);
      }
    },

    localPath: pathOf,
  };
}

function localName(name: string): string {
  if (sep === '/' || !/[\\:]/.test(name)) return name;
  throw new QuaysideError('USAGE', `${JSON.stringify(name)} cannot be a file's name on this system.`);
}

const notAFile = (path: string): QuaysideError =>
  new QuaysideError(
    'SOURCE_NOT_READABLE',
    `${path} is not a regular file (a link, a folder or a device); name the file itself.`,
    { parameters: { path } },
  );

/** The path, once the deepest folder on it that exists is known to lie in the store. */
async function inside(home: string, path: string): Promise<string> {
  for (let folder = dirname(path); folder.startsWith(home + sep); folder = dirname(folder)) {
    try {
      const real = await realpath(folder);
      const way = relative(await realpath(home), real);
      if (way !== '..' && !way.startsWith(`..${sep}`)) return path;
    } catch (cause) {
      if (isMissing(cause)) continue;
      throw readError(cause, folder);
    }
    throw new QuaysideError('SOURCE_NOT_READABLE', `${path} leads out of ${home} through a link.`, {
      parameters: { path },
    });
  }
  return path;
}

async function isThere(folder: string): Promise<boolean> {
  try {
    return (await lstat(folder)).isDirectory();
  } catch (cause) {
    if (isMissing(cause)) return false;
    throw readError(cause, folder);
  }
}

async function walk(
  folder: string,
  prefix: string,
  found: StoredObject[],
  signal?: AbortSignal,
): Promise<void> {
  stopIfCancelled(signal);
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw readError(cause, folder);
  });
  for (const entry of entries) {
    const key = prefix + entry.name;
    if (entry.isDirectory()) await walk(join(folder, entry.name), `${key}/`, found, signal);
    else if (!entry.name.startsWith(temporaryPrefix)) found.push(await look(join(folder, entry.name), key));
  }
}

/** A file that is gone or has a name that is no text is listed all the same, so that nobody can miss it. */
async function look(path: string, key: string): Promise<StoredObject> {
  try {
    return describe(key, await lstat(path, { bigint: true }));
  } catch (cause) {
    if (isMissing(cause)) return { key, bytes: 0, modified: new Date(0), kind: 'other', version: 'gone' };
    throw readError(cause, path);
  }
}

function describe(key: string, stats: BigIntStats): StoredObject {
  return {
    key,
    bytes: Number(stats.size),
    modified: stats.mtime,
    kind: stats.isFile() ? 'file' : stats.isSymbolicLink() ? 'link' : 'other',
    version: `${stats.size}-${stats.mtimeNs}-${stats.ino}`,
  };
}
