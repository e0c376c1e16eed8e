import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { NewRecord } from '../../contracts/journal/record.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import { basisId } from '../journal/evaluation-id.ts';
import { keepLease } from '../journal/keep-lease.ts';
import { explainFailure } from '../landing/explain-failure.ts';
import { receive } from '../landing/receive.ts';
import { recoverTenant } from '../silver/recover.ts';
import { Bench, type Host } from './host.ts';
import { readDelivery } from './pipeline.ts';
import type { RunJob, RunRequest } from './run-job.ts';
import { judgeAndPublish } from './run-publish.ts';
import { basisOf, deliveryRecord, failedRecord, startedRecord } from './run-records.ts';
import { answerFromRecord } from './run-repeat.ts';
import type { RunResult } from './run-result.ts';
import { Workspace } from './run-workspace.ts';

const leaseSeconds = 60;

/**
 * A delivery from its files into the tables: received, judged beside what silver has, published. The same evaluation again, while it
 * is the tenant's last publication, is answered from the record. Whatever fails before the publication leaves the tables as they
 * were, and the journal says how the run ended. Throws what landing, reading, judging and publishing refuse; CONFLICT (retryable)
 * while another run of the tenant is on.
 */
export async function run(host: Host, request: RunRequest, work: Work = {}): Promise<RunResult> {
  const started = performance.now();
  const seconds = () => Math.round(performance.now() - started) / 1000;
  await using workspace = await Workspace.open(host, request.workspace);
  const { catalog, journal, folder } = workspace;
  const { tenant } = request;
  const lease = journal.acquireLease({ tenant, operation: 'run', seconds: leaseSeconds });
  using kept = keepLease(journal, lease, leaseSeconds);
  await recoverTenant(catalog, journal, lease, folder);
  const runId = randomUUID();
  journal.append([startedRecord(folder, tenant, runId, request.sources)], lease);
  const signal = work.signal === undefined ? kept.signal : AbortSignal.any([work.signal, kept.signal]);
  try {
    await using bench = await Bench.open(host);
    const { duck, scratch } = bench;
    const asOf = request.asOf ?? host.now();
    const job = { host, request, workspace, duck, scratch, lease, runId, asOf, seconds };
    return await deliver(job, { ...work, signal });
  } catch (thrown) {
    // A lost lease shows as a cancelled step.
    const cause: unknown = kept.signal.aborted ? kept.signal.reason : thrown;
    recordFailure(workspace, failedRecord(tenant, runId, seconds(), cause), runId);
    throw cause;
  }
}

async function deliver(job: RunJob, work: Work): Promise<RunResult> {
  const { duck, request, workspace, lease, runId, asOf } = job;
  const scratch = join(job.scratch, 'staged');
  await mkdir(scratch, { recursive: true });
  const delivery = await receive(duck, { ...request, kind: request.kind ?? 'delta', scratch }, work);
  try {
    const read = await readDelivery(duck, delivery, { ...request, asOf });
    workspace.journal.append([deliveryRecord(workspace.folder, runId, read)], lease);
    const basis = basisOf(read, request);
    return (
      (await answerFromRecord(job, read, basisId(basis))) ?? (await judgeAndPublish(job, read, basis, work))
    );
  } catch (cause) {
    throw cause instanceof QuaysideError ? await explainFailure(duck, delivery, cause, work.signal) : cause;
  }
}

/** Best effort, and only where the run is not finished and nothing is left to recover: the error that ended it is the one to tell. */
function recordFailure({ journal }: Workspace, record: NewRecord, runId: string): void {
  try {
    const open = journal.openIntents().some(({ body }) => body.runId === runId);
    if (!open && journal.run(runId)?.status === 'started') journal.append([record]);
  } catch {
    // A later start finds the run unfinished.
  }
}
