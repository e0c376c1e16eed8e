import { constants } from 'node:fs';
import { access, lstat, readdir, statfs } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { userInfo } from 'node:os';
import { examplesOf, type Finding, needsYou, plural } from './finding.ts';

export interface Places {
  readonly folder: string;
  readonly scratchRoot: string;
  /** Bytes. */
  readonly minFree: number;
}

/** Whether everything can be read and written that has to be, whose it is, and whether there is room. Nothing is written to find out. */
export async function lookAtPermissions({
  folder,
  scratchRoot,
  minFree,
}: Places): Promise<readonly Finding[]> {
  const [wholeDisk] = await diskFindings(folder, '.', minFree);
  return [
    ...(await accessFindings(folder)),
    ...(await ownerFindings(folder)),
    ...(wholeDisk === undefined ? [] : [wholeDisk]),
    ...(await scratchFindings(scratchRoot, minFree)),
  ];
}

interface Entry {
  readonly path: string;
  readonly uid: number;
  readonly mode: number;
  readonly isFolder: boolean;
}

/** Everything below a folder, and itself; what cannot be listed is in it without what it holds. Links are not followed. */
async function* walk(path: string): AsyncGenerator<Entry> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined || found.isSymbolicLink()) return;
  yield { path, uid: found.uid, mode: found.mode, isFolder: found.isDirectory() };
  if (!found.isDirectory()) return;
  for (const name of await readdir(path).catch(() => [])) yield* walk(join(path, name));
}

const may = (path: string, mode: number): Promise<string | undefined> =>
  access(path, mode).then(
    () => undefined,
    (cause: unknown) => (cause instanceof Error && 'code' in cause ? String(cause.code) : 'EACCES'),
  );

async function accessFindings(folder: string): Promise<readonly Finding[]> {
  const shut = new Map<string, string[]>();
  const put = (kind: string, path: string): void => void shut.set(kind, [...(shut.get(kind) ?? []), path]);
  for await (const { path, isFolder } of walk(folder)) {
    const name = relative(folder, path) || '.';
    const read = await may(path, isFolder ? constants.R_OK | constants.X_OK : constants.R_OK);
    // Gone meanwhile.
    if (read === 'ENOENT') continue;
    if (read !== undefined) put('NOT_READABLE', name);
    const write = mustBeWritable(name, isFolder) ? await may(path, constants.W_OK) : undefined;
    if (write === 'EROFS') put('READ_ONLY_DISK', name);
    else if (write !== undefined && write !== 'ENOENT') put('NOT_WRITABLE', name);
  }
  const user = nameOfUser();
  return [...shut].map(([code, names]) => {
    if (code === 'READ_ONLY_DISK') {
      return needsYou(code, '.', {
        found: 'a file system that is mounted read-only',
        expected: 'a workspace that can be written',
        remedy: `mount it writable (mount -o remount,rw …), or copy the workspace and \`quayside workspace relocate\` the copy`,
      });
    }
    const verb = code === 'NOT_READABLE' ? 'read' : 'written';
    return needsYou(code, names[0] ?? '.', {
      found: `${plural(names.length, 'place')} that ${user} may not ${verb === 'read' ? 'read' : 'write'}: ${examplesOf(names)}`,
      expected: `everything in the workspace can be ${verb} by ${user}`,
      remedy: `chmod -R u+rwX ${quote(folder)} as the owner, or chown -R ${user} ${quote(folder)}`,
    });
  });
}

/** What belongs to somebody else than the workspace and is shut to others: made by a run as root, a day later nobody may change it. */
async function ownerFindings(folder: string): Promise<readonly Finding[]> {
  if (process.getuid === undefined) return [];
  const owner = (await lstat(folder)).uid;
  const others: string[] = [];
  for await (const { path, uid, mode, isFolder } of walk(folder)) {
    const name = relative(folder, path);
    const open = mustBeWritable(name, isFolder) ? 0o022 : 0o044;
    if (uid !== owner && (mode & open) === 0) others.push(name);
  }
  const [first] = others;
  if (first === undefined) return [];
  return [
    needsYou('OTHER_OWNER', first, {
      found: `${plural(others.length, 'place')} of another owner than the workspace's (user ${owner}), shut to others: ${examplesOf(others)}`,
      expected: 'everything open to the owner of the workspace',
      remedy: `chown -R ${owner} ${quote(folder)}`,
    }),
  ];
}

/** Files of the lake are written once: it is their folders that must be writable, and the files of the workspace itself. */
const mustBeWritable = (name: string, isFolder: boolean): boolean => isFolder || !/[/\\]/.test(name);

const fewInodes = 1000;

async function diskFindings(path: string, where: string, minFree: number): Promise<readonly Finding[]> {
  const disk = await statfs(path).catch(() => undefined);
  if (disk === undefined) return [];
  const free = disk.bavail * disk.bsize;
  if (free < minFree) {
    return [
      needsYou('SPACE_LOW', where, {
        found: `${mebibytes(free)} free`,
        expected: `at least ${mebibytes(minFree)} (--min-free)`,
        remedy:
          'free some space on that disk; `quayside tables expire` removes files that only old snapshots need',
      }),
    ];
  }
  // File systems that do not count report 0 of 0.
  if (disk.files > 0 && disk.ffree < fewInodes) {
    return [
      needsYou('FILES_LOW', where, {
        found: `room for ${plural(disk.ffree, 'more file')}`,
        expected: `room for at least ${fewInodes}`,
        remedy: 'remove files from that disk: it has space, but no more places for files',
      }),
    ];
  }
  return [];
}

async function scratchFindings(scratchRoot: string, minFree: number): Promise<readonly Finding[]> {
  const shut = await may(scratchRoot, constants.R_OK | constants.W_OK | constants.X_OK);
  if (shut !== undefined) {
    return [
      needsYou('SCRATCH_NOT_WRITABLE', scratchRoot, {
        found: `a folder for temporary files that ${shut === 'ENOENT' ? 'is not there' : `cannot be written (${shut})`}`,
        expected: 'a folder that can be written',
        remedy: 'make it, or set QUAYSIDE_SCRATCH to another one',
      }),
    ];
  }
  return diskFindings(scratchRoot, scratchRoot, minFree);
}

const mebibytes = (bytes: number): string => `${Math.floor(bytes / 1024 ** 2).toLocaleString('en')} MiB`;

const quote = (path: string): string =>
  /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;

function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'this user');
  }
}
