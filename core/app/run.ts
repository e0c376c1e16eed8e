import { randomUUID } from 'node:crypto';
import type { Work } from '../base/progress.ts';
import type { Host } from './host.ts';
import { attemptRun } from './run-attempt.ts';
import type { RunRequest } from './run-job.ts';
import { openQueue } from './run-queue.ts';
import type { RunResult } from './run-result.ts';
import { Workspace } from './run-workspace.ts';

/**
 * A delivery from its files into the tables, in this process: received, judged beside what silver has, published. The same evaluation
 * again, while it is the tenant's last publication, is answered from the record. Whatever fails before the publication leaves the
 * tables as they were, and the journal says how the run ended. Throws what landing, reading, judging and publishing refuse; CONFLICT
 * (retryable) while another run of the tenant is on.
 */
export async function run(host: Host, request: RunRequest, work: Work = {}): Promise<RunResult> {
  await using workspace = await Workspace.open(host, request.workspace);
  using queue = openQueue(host, workspace.folder);
  return await attemptRun(host, workspace, queue, { runId: randomUUID(), request }, work);
}
