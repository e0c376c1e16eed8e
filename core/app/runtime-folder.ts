import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * Where the processes of one user on one machine find each other: QUAYSIDE_RUNTIME, else the session's runtime folder (XDG_RUNTIME_DIR), else
 * one of the user's own among the temporary files.
 */
export function readRuntimeFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const { QUAYSIDE_RUNTIME: asked, XDG_RUNTIME_DIR: session } = environment;
  if (asked !== undefined && asked !== '') return asked;
  if (session !== undefined && session !== '') return join(session, 'quayside');
  return join(tmpdir(), `quayside-${userName()}`);
}

/** A number where the account has one: names may hold anything. */
function userName(): string {
  const uid = process.getuid?.();
  if (uid !== undefined) return String(uid);
  try {
    return userInfo().username.replaceAll(/[^A-Za-z0-9_-]/g, '_');
  } catch {
    return 'user';
  }
}
