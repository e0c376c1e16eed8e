import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it; none is an error that is there already. Throws as `mkdir`. Node's own recursive one never ends where a
 * file system takes no folders although the one above is there (/proc).
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT' && dirname(path) !== path) {
      await makeFolder(dirname(path));
      await made(path);
    } else if (!(await isFolder(path))) throw cause;
  }
}

/** Somebody else may have made it meanwhile. */
async function made(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (cause) {
    if (!(await isFolder(path))) throw cause;
  }
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
