import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import { basename, sep } from 'node:path';
import type { Host } from './host.ts';
import { Workspace } from './run-workspace.ts';

export interface InspectedSource {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'missing' | 'unreadable';
  readonly bytes: number | null;
  readonly modifiedAt: string | null;
  /** Of a folder: files in it, at any depth. */
  readonly files: number | null;
  /** A known tenant whose name stands in the path. */
  readonly tenant: string | null;
}

/** More are not counted. */
const mostFiles = 10_000;

/** What lies at some paths, in their order. What cannot be looked at is said, not thrown. */
export async function inspectSources(
  host: Host,
  folder: string,
  paths: readonly string[],
): Promise<readonly InspectedSource[]> {
  await using workspace = await Workspace.open(host, folder);
  const known = workspace.journal.tenants();
  return await Promise.all(paths.map((path) => inspect(path, known)));
}

async function inspect(path: string, known: readonly string[]): Promise<InspectedSource> {
  const name = basename(path);
  const unknown = { name, bytes: null, modifiedAt: null, files: null, tenant: tenantIn(path, known) };
  try {
    const found = await stat(path);
    await access(path, constants.R_OK);
    const seen = { ...unknown, modifiedAt: found.mtime.toISOString() };
    if (found.isFile()) return { ...seen, kind: 'file', bytes: found.size };
    if (found.isDirectory()) return { ...seen, kind: 'folder', files: await countFiles(path) };
    return { ...unknown, kind: 'unreadable' };
  } catch (cause) {
    const gone = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    return { ...unknown, kind: gone ? 'missing' : 'unreadable' };
  }
}

async function countFiles(folder: string): Promise<number> {
  let files = 0;
  const open = [folder];
  for (let at = open.pop(); at !== undefined && files < mostFiles; at = open.pop()) {
    for (const entry of await readdir(at, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) open.push(`${at}${sep}${entry.name}`);
      if (entry.isFile()) files += 1;
    }
  }
  return files;
}

/** The last part of the path that is a known tenant, also as `tenant_id=NAME`. */
function tenantIn(path: string, known: readonly string[]): string | null {
  const parts = path.split(sep).map((part) => part.replace(/^tenant(_id)?=/, ''));
  return parts.findLast((part) => known.includes(part)) ?? null;
}
