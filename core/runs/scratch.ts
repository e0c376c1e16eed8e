import { hash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, type ProcessMark } from '../base/process-mark.ts';

/** How the name of a process's scratch folder begins: whoever finds it can tell whether that process is still there. */
export const scratchPrefix = ({ host, pid, birth }: ProcessMark): string =>
  `quayside-${hostKey(host)}-${pid}-${birth ?? '0'}-`;

const hostKey = (host: string): string => hash('sha256', host).slice(0, 8);

/** The scratch folders among names whose process is surely gone. What another machine or an unknown program made is not touched. */
export function deadScratch(names: readonly string[], host: string): readonly string[] {
  return names.filter((name) => {
    const [, key, pid, birth] = /^quayside-([0-9a-f]{8})-(\d+)-(\d+)-/.exec(name) ?? [];
    if (key !== hostKey(host)) return false;
    return (
      isAlive({ host, pid: Number(pid), birth: birth === '0' || birth === undefined ? null : birth }) ===
      false
    );
  });
}

/** Removes what killed processes left; best effort. Returns how many folders are gone. */
export async function sweepScratch(root: string, host: string): Promise<number> {
  const names = deadScratch(await readdir(root).catch(() => []), host);
  const removed = await Promise.allSettled(
    names.map((name) => rm(join(root, name), { recursive: true, force: true })),
  );
  return removed.filter(({ status }) => status === 'fulfilled').length;
}
