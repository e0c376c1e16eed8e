import { hostname } from 'node:os';
import { join } from 'node:path';
import { QuaysideError } from '../../base/errors.ts';
import { stopIfCancelled } from '../../base/progress.ts';
import { sweepScratch } from '../../runs/scratch.ts';
import { recoverTenant } from '../../silver/recover.ts';
import { takeLease } from '../take-lease.ts';
import { busyTenants, leaseText, unfinishedRuns } from './look-at-runs.ts';
import { deadFolders } from './look-at-scratch.ts';
import { record } from './record-repair.ts';
import { foundOf, type Surgery } from './surgery.ts';

/** Opening the databases has folded their logs in; closing them removes the logs. */
export function noteOpened({ workspace, findings }: Surgery): void {
  const places = foundOf(findings, ['LOG_LEFT']).map(({ where }) => where);
  record(workspace.journal, { check: 'databases', code: 'LOG_LEFT', places });
}

/** Settles what killed processes left open, a tenant at a time, under its lease; tenants that somebody works on are left to them. */
export async function settleRuns({ host, workspace, work }: Surgery): Promise<void> {
  const { catalog, journal, folder } = workspace;
  const busy = busyTenants({ journal });
  const open = [...journal.openIntents(), ...unfinishedRuns({ journal })].map(({ tenant }) => tenant);
  for (const tenant of new Set(open)) {
    stopIfCancelled(work.signal);
    if (busy.has(tenant)) continue;
    try {
      using kept = takeLease(host, journal, tenant);
      const { lease } = kept;
      const publications = journal.openIntents().filter((intent) => intent.tenant === tenant);
      const runs = unfinishedRuns({ journal }).filter((run) => run.tenant === tenant);
      await recoverTenant(catalog, journal, lease, folder);
      const said = { check: 'runs', tenant, lease } as const;
      if (publications.length > 0) {
        const places = publications.map(({ body }) => `publication ${body.publicationId}`);
        record(journal, { ...said, code: 'PUBLICATION_OPEN', places });
      }
      if (runs.length > 0)
        record(journal, { ...said, code: 'RUN_UNFINISHED', places: runs.map(({ runId }) => `run ${runId}`) });
    } catch (cause) {
      // Somebody began to work on the tenant, and settles it.
      if (!(cause instanceof QuaysideError && cause.retryable)) throw cause;
    }
  }
}

/** Runs whose process is gone are interrupted, unless the journal knows that they got through; engines that are gone are forgotten. */
export function putQueueRight({ workspace: { journal }, queue, findings }: Surgery): void {
  for (const { runId, attempt } of queue.open()) {
    const status = journal.run(runId)?.status;
    if (status === 'published' || status === 'unchanged') queue.report({ runId, attempt }, status);
  }
  queue.sweep();
  queue.forgetDeadEngines();
  for (const code of ['RUN_ABANDONED', 'ENGINE_GONE']) {
    const places = foundOf(findings, [code]).map(({ where }) => where);
    if (places.length > 0) record(journal, { check: 'runs', code, places });
  }
}

export function forgetDeadLeases({ workspace: { journal } }: Surgery): void {
  const places = journal.dropDeadLeases().map(leaseText);
  if (places.length > 0) record(journal, { check: 'runs', code: 'LEASE_LEFT', places });
}

export async function sweepDeadScratch({ host, workspace: { journal } }: Surgery): Promise<void> {
  const places = (await deadFolders(host.scratchRoot)).map((name) => join(host.scratchRoot, name));
  if (places.length === 0) return;
  record(journal, { check: 'scratch', code: 'SCRATCH_LEFT', places });
  await sweepScratch(host.scratchRoot, hostname());
}
