import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { KnownLease } from '../../journal/leases.ts';
import type { QueuedRun } from '../../runs/queue-row.ts';
import { isPending } from '../../runs/machine.ts';
import { examplesOf, type Finding, needsYou, note, plural, repairable } from './finding.ts';
import type { Opened, OpenedPatient } from './patient.ts';

/** Tenants (null: upkeep) that a living process works on, or may. */
export const busyTenants = ({ journal }: Pick<Opened, 'journal'>): ReadonlySet<string | null> =>
  new Set(
    journal
      .leases()
      .filter(({ dead }) => !dead)
      .map(({ tenant }) => tenant),
  );

/** Whether everything that began is over or has somebody who works on it. */
export async function lookAtRuns(patient: OpenedPatient): Promise<readonly Finding[]> {
  const { opened, host } = patient;
  const { journal, queue } = opened;
  const busy = busyTenants(opened);
  return [
    ...journal
      .openIntents()
      .filter(({ tenant }) => !busy.has(tenant))
      .map(({ body, tenant }) =>
        repairable('PUBLICATION_OPEN', `publication ${body.publicationId}`, {
          found: `a ${body.purpose}${tenant === null ? '' : ` of ${tenant}`} was announced and its process is gone: nobody said whether it took place`,
          expected: 'an outcome; the tables know it',
        }),
      ),
    ...unfinishedRuns(opened)
      .filter(({ tenant }) => !busy.has(tenant))
      .map(({ runId, tenant }) =>
        repairable('RUN_UNFINISHED', `run ${runId}`, {
          found: `begun for ${tenant ?? 'nobody'} and never finished; its process is gone`,
          expected: 'a run that is on, or its end in the journal',
        }),
      ),
    ...leaseFindings(journal.leases(), host.now().toISOString()),
    // Last: it changes the copy.
    ...(await queueFindings(patient, queue)),
  ];
}

/** Runs that the journal has as begun and not finished. */
export const unfinishedRuns = ({ journal }: Pick<Opened, 'journal'>) =>
  journal.runs({ limit: Number.MAX_SAFE_INTEGER }).filter(({ status }) => status === 'started');

function leaseFindings(leases: readonly KnownLease[], now: string): readonly Finding[] {
  return leases.flatMap((lease) => {
    const { tenant, operation, owner, expiresAt, dead } = lease;
    const where = leaseText(lease);
    const holder = `process ${owner.pid} on ${owner.host}`;
    if (dead) {
      return [
        repairable('LEASE_LEFT', where, {
          found: `the lease for "${operation}" of ${holder}, which is gone`,
          expected: 'leases of processes that are there',
        }),
      ];
    }
    if (expiresAt > now) return [];
    return [
      note('LEASE_STALLED', where, {
        found: `${holder} has the lease for "${operation}" and did not renew it since ${expiresAt}: it stands still, or was stopped`,
        expected: 'a sign of life three times in the time that a lease lasts',
        remedy: `look at that process; once it is gone, others go on${tenant === null ? '' : ` with ${tenant}`}`,
      }),
    ];
  });
}

export const leaseText = ({ tenant, operation }: Pick<KnownLease, 'tenant' | 'operation'>): string =>
  `lease ${operation}${tenant === null ? ' (upkeep)' : ` of ${tenant}`}`;

async function queueFindings({ folder }: OpenedPatient, queue: Opened['queue']): Promise<readonly Finding[]> {
  const before = queue.open();
  const engines = queue.forgetDeadEngines();
  queue.sweep();
  const abandoned = before.filter(
    ({ runId, state }) => !isPending(state) && queue.find(runId)?.state !== state,
  );
  const waiting = queue.open().filter(({ state }) => isPending(state));
  const interrupted = queue
    .inState('interrupted')
    .filter(({ runId }) => !abandoned.some((one) => one.runId === runId));
  const runs = (all: readonly QueuedRun[]): string =>
    examplesOf(all.map(({ runId, tenant }) => `${runId} (${tenant})`));
  return [
    ...abandoned.map(({ runId, tenant, state }) =>
      repairable('RUN_ABANDONED', `run ${runId}`, {
        found: `the queue has it as ${state} for ${tenant}, and its process is gone`,
        expected: 'a process that works on it, or the state interrupted',
      }),
    ),
    ...(engines === 0
      ? []
      : [
          repairable('ENGINE_GONE', 'runs.sqlite', {
            found: `${plural(engines, 'engine')} that ${engines === 1 ? 'is' : 'are'} gone without a word`,
            expected: 'only engines that take runs',
          }),
        ]),
    ...(waiting.length > 0 && queue.needsEngine()
      ? [
          note('RUNS_WAIT', 'runs.sqlite', {
            found: `${plural(waiting.length, 'run')} wait${waiting.length === 1 ? 's' : ''} and no process takes ${waiting.length === 1 ? 'it' : 'them'}: ${runs(waiting)}`,
            expected: 'an engine where runs wait',
            remedy: 'quayside runs resume starts one; quayside runs cancel RUN takes a run away',
          }),
        ]
      : []),
    ...(interrupted.length > 0
      ? [
          note('RUNS_INTERRUPTED', 'runs.sqlite', {
            found: `${plural(interrupted.length, 'run')} ${interrupted.length === 1 ? 'was' : 'were'} interrupted and can go on: ${runs(interrupted)}`,
            expected: 'nothing; this is to know',
            remedy: 'quayside runs resume goes on with all of them; quayside runs cancel RUN forgets one',
          }),
        ]
      : []),
    ...(await sourceFindings(folder, [...waiting, ...interrupted])),
  ];
}

/** What waits will need its files. */
async function sourceFindings(folder: string, runs: readonly QueuedRun[]): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { runId, tenant, order } of runs) {
    const gone: string[] = [];
    for (const source of order.sources) {
      if (/^[a-z][a-z0-9+.-]*:\/\//i.test(source)) continue;
      const path = isAbsolute(source) ? source : join(folder, source);
      if ((await stat(path).catch(() => undefined)) === undefined) gone.push(source);
    }
    if (gone.length === 0) continue;
    findings.push(
      needsYou('SOURCE_GONE', `run ${runId}`, {
        found: `it waits for ${tenant}, and its sources are gone: ${examplesOf(gone)}`,
        expected: 'the files that it was ordered with',
        remedy: `put them back, or quayside runs cancel ${runId}`,
      }),
    );
  }
  return findings;
}
