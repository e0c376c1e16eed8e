import { link, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasNoLinks, isTaken, writeError } from './errors.ts';
import type { Content } from './store.ts';
import { makeFolder } from '../base/make-folder.ts';

/** Names of files that are being written; a killed process may leave one, no list shows it. */
export const temporaryPrefix = '.quayside-put-';

/**
 * Writes beside the target, syncs, and makes it visible in one step: a rename, or a hard link where the target must not exist yet.
 * Resolves to false where it does. Nothing is left behind unless the process is killed.
 */
export async function writeWhole(
  path: string,
  content: Content,
  id: string,
  mode: 'replace' | 'if-absent',
): Promise<boolean> {
  const folder = dirname(path);
  const temporary = join(folder, `${temporaryPrefix}${id}`);
  try {
    await makeFolder(folder);
    await writeSynced(temporary, content);
    // The commit point.
    const visible = mode === 'replace' ? await replace(temporary, path) : await linkNew(temporary, path);
    await syncFolder(folder);
    return visible;
  } catch (cause) {
    throw writeError(cause, path);
  } finally {
    // Best effort: the folder itself may be gone or be a file.
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

async function writeSynced(path: string, content: Content): Promise<void> {
  await using file = await open(path, 'wx');
  if (content instanceof Uint8Array) await file.writeFile(content);
  else for await (const piece of content) await file.writeFile(piece);
  await file.sync();
}

async function replace(temporary: string, path: string): Promise<true> {
  await rename(temporary, path);
  return true;
}

async function linkNew(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (cause) {
    if (isTaken(cause)) return false;
    if (!hasNoLinks(cause)) throw cause;
    return claimAndReplace(temporary, path);
  }
}

/** Without hard links: claim the name, then replace the claim. A crash between the two leaves an empty object. */
async function claimAndReplace(temporary: string, path: string): Promise<boolean> {
  try {
    await using claim = await open(path, 'wx');
    await claim.sync();
  } catch (cause) {
    if (isTaken(cause)) return false;
    throw cause;
  }
  return replace(temporary, path);
}

/** Makes the names in a folder durable, where the system lets a folder be synced. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r');
  await handle.sync();
}
