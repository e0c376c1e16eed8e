import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What is built from what. Paths below the project's folder. */
export interface Build {
  readonly made: readonly string[];
  readonly from: readonly string[];
}

/** Whether something of a build is missing or older than one of its sources. */
export function isStale(root: string, { made, from }: Build): boolean {
  const builtAt = Math.min(...made.map((path) => timeOf(join(root, path))));
  return from.some((path) => newest(join(root, path)) > builtAt);
}

/** -1: not there. */
const timeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -1;

/** The time of the latest change in a file or folder; what is not there is older than anything. */
function newest(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return -1;
  if (!stat.isDirectory()) return stat.mtimeMs;
  const times = readdirSync(path, { withFileTypes: true }).map((entry: Dirent) =>
    newest(join(path, entry.name)),
  );
  return Math.max(0, ...times);
}
