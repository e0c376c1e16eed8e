import { z } from 'zod';
import { damaged } from '../damaged.ts';
import type { SourceFile } from '../discovery/find-sources.ts';
import { folderStore } from '../../store/folder.ts';

/** Job id → its state as Airbyte calls it. */
export type JobStates = ReadonlyMap<string, string>;

const jobsFile = 'jobs.json';
const jobsShape = z.object({
  jobs: z.array(z.object({ jobId: z.union([z.number(), z.string()]), status: z.string() })),
});

/**
 * The job states beside the files, from `jobs.json` at their sources' roots; undefined where there is none. A job that is listed
 * several times succeeded if one entry says so. Throws FILE_DAMAGED for a file that is no such list.
 */
export async function readJobs(files: readonly SourceFile[]): Promise<JobStates | undefined> {
  const roots = new Set(files.flatMap((file) => file.roots));
  const states = new Map<string, string>();
  let found = false;
  for (const root of roots) {
    const store = folderStore(root);
    if ((await store.stat(jobsFile))?.kind !== 'file') continue;
    found = true;
    for (const { jobId, status } of parseJobs(`${root}/${jobsFile}`, await textOf(store.read(jobsFile)))) {
      const id = String(jobId);
      if (states.get(id) !== succeeded) states.set(id, status.toLowerCase());
    }
  }
  return found ? states : undefined;
}

export const succeeded = 'succeeded';

function parseJobs(path: string, text: string): z.infer<typeof jobsShape>['jobs'] {
  try {
    return jobsShape.parse(JSON.parse(text)).jobs;
  } catch (cause) {
    throw damaged(path, 'expected {"jobs": [{"jobId": 1, "status": "succeeded"}]}', cause);
  }
}

async function textOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all).toString('utf8');
}
