import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { QuaysideError } from '../base/errors.ts';

/** The file's text, or undefined where there is none. */
export async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw new QuaysideError(
      'SOURCE_NOT_READABLE',
      `${file} cannot be read (${codeOf(cause)}); check its permissions and the disk it is on.`,
      { cause, parameters: { file } },
    );
  }
}

/**
 * Writes beside the file, syncs, asks `allow` for the last time, and renames. Nothing is left behind unless the process is killed.
 */
export async function replaceText(
  file: string,
  text: string,
  id: string,
  allow: () => Promise<void>,
): Promise<void> {
  const temporary = join(dirname(file), `.settings-${id}`);
  try {
    await writeSynced(temporary, text);
    await allow();
    // The commit point.
    await rename(temporary, file);
    await syncFolder(dirname(file));
  } catch (cause) {
    throw writeError(cause, file);
  } finally {
    // Best effort: it was renamed, or the folder itself is gone.
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  await using file = await open(path, 'wx');
  await file.writeFile(text);
  await file.sync();
}

/** Makes the new name itself durable, where the system lets a folder be synced. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r');
  await handle.sync();
}

function writeError(cause: unknown, file: string): QuaysideError {
  if (cause instanceof QuaysideError) return cause;
  const options = { cause, parameters: { file } };
  if (['ENOSPC', 'EDQUOT'].includes(codeOf(cause))) {
    return new QuaysideError('DISK_FULL', `No space is left to write ${file}; free some and run again.`, {
      ...options,
      retryable: true,
    });
  }
  return new QuaysideError(
    'NOT_WRITABLE',
    `${file} cannot be written (${codeOf(cause)}); check the folder's permissions.`,
    options,
  );
}

const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : String(cause);
