import { readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { deadScratch } from '../../runs/scratch.ts';
import { examplesOf, type Finding, plural, repairable } from './finding.ts';

/** Folders for temporary files whose process is surely gone. */
export const deadFolders = async (scratchRoot: string): Promise<readonly string[]> =>
  deadScratch(await readdir(scratchRoot).catch(() => []), hostname());

/** Whether killed processes left temporary files. The next run removes them too. */
export async function lookAtScratch(scratchRoot: string): Promise<readonly Finding[]> {
  const dead = await deadFolders(scratchRoot);
  if (dead.length === 0) return [];
  return [
    repairable('SCRATCH_LEFT', scratchRoot, {
      found: `${plural(dead.length, 'folder')} of processes that are gone: ${examplesOf(dead)}`,
      expected: 'only temporary files of living processes',
    }),
  ];
}
