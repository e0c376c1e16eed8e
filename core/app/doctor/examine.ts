import { QuaysideError } from '../../base/errors.ts';
import { stopIfCancelled, type Work } from '../../base/progress.ts';
import { Bench, type Host } from '../host.ts';
import { type CheckName, checkNames, examplesOf, type Finding, type Findings, needsYou } from './finding.ts';
import { lookAtAgreement } from './look-at-agreement.ts';
import { lookAtCatalog } from './look-at-catalog.ts';
import { lookAtDatabases } from './look-at-databases.ts';
import { lookAtFiles } from './look-at-files.ts';
import { lookAtJournal } from './look-at-journal.ts';
import { lookAtOrphans } from './look-at-orphans.ts';
import { lookAtPermissions } from './look-at-permissions.ts';
import { lookAtRows } from './look-at-rows.ts';
import { lookAtRuns } from './look-at-runs.ts';
import { lookAtScratch } from './look-at-scratch.ts';
import { lookAtSettings } from './look-at-settings.ts';
import { lookAtProgram, lookAtTableVersions } from './look-at-versions.ts';
import {
  copyDatabases,
  type DoctorRequest,
  type Opened,
  openCopies,
  type OpenedPatient,
  type Patient,
} from './patient.ts';

export interface Examination {
  readonly findings: Findings;
  /** Of journal and catalog when they were copied; undefined for one that is not there. */
  readonly states: Readonly<Record<string, string | undefined>>;
}

const gibibyte = 1024 ** 3;
const defaultMinFree = gibibyte / 4;

/** Which check can be made only where which others found nothing that needs a person. */
const after: Readonly<Partial<Record<CheckName, readonly CheckName[]>>> = {
  orphans: ['catalog'],
  rows: ['catalog', 'files'],
};

/** One look at everything; nothing of the workspace is written. */
export async function examine(
  host: Host,
  folder: string,
  request: DoctorRequest,
  work: Work,
): Promise<Examination> {
  const findings = new Map<CheckName, readonly Finding[]>();
  const places = { folder, scratchRoot: host.scratchRoot, minFree: request.minFree ?? defaultMinFree };
  findings.set('settings', await lookAtSettings(folder));
  findings.set('permissions', await lookAtPermissions(places));
  const states: Record<string, string | undefined> = {};
  try {
    await using bench = await Bench.open(host, 'doctor-');
    const copies = await copyDatabases(folder, bench.scratch);
    for (const name of ['journal.sqlite', 'catalog.sqlite'] as const) states[name] = copies[name]?.state;
    const patient: Patient = { host, folder, request, work, duck: bench.duck, copies };
    // Without a journal nothing of it could be recorded, and nothing ran.
    findings.set(
      'scratch',
      copies['journal.sqlite'] === undefined ? [] : await lookAtScratch(host.scratchRoot),
    );
    await lookInside(patient, bench.scratch, findings);
  } catch (cause) {
    // Without scratch nothing can be copied; what of the workspace cannot be read is told among the permissions.
    if (!isRefusal(cause)) throw cause;
    leaveOut(findings, cause.message, 'permissions');
  }
  return { findings: inOrder(findings), states };
}

async function lookInside(
  patient: Patient,
  scratch: string,
  findings: Map<CheckName, readonly Finding[]>,
): Promise<void> {
  const { host, folder, copies, duck, work } = patient;
  const verdict = await lookAtDatabases(folder, copies);
  findings.set('databases', verdict.databases);
  const versions = [...(await lookAtProgram(duck)), ...verdict.versions];
  findings.set('versions', versions);
  if (verdict.fit === undefined) {
    leaveOut(findings, 'journal or catalog cannot be opened', 'databases');
    return;
  }
  await using opened = await openCopies(host, folder, verdict.fit, scratch);
  const whole: OpenedPatient = { ...patient, opened };
  const looks: readonly (readonly [CheckName, (patient: OpenedPatient) => Promise<readonly Finding[]>])[] = [
    ['versions', async (one) => [...versions, ...(await lookAtTableVersions(one))]],
    ['journal', lookAtJournal],
    ['catalog', lookAtCatalog],
    ['files', lookAtFiles],
    ['agreement', lookAtAgreement],
    ['orphans', lookAtOrphans],
    ['rows', lookAtRows],
    // Last: it changes the copies.
    ['runs', lookAtRuns],
  ];
  for (const [name, look] of looks) {
    stopIfCancelled(work.signal);
    work.progress?.({ stage: `looking at ${name}` });
    const first = (after[name] ?? []).find((one) =>
      findings.get(one)?.some(({ state }) => state === 'needs-you'),
    );
    findings.set(
      name,
      first === undefined
        ? [...(await looked(name, look, whole, needsFirst(findings))), ...unreadTables(name, opened)]
        : [notChecked(name, `\`${first}\` is not as it should be`, first)],
    );
  }
}

async function looked(
  name: CheckName,
  look: (patient: OpenedPatient) => Promise<readonly Finding[]>,
  patient: OpenedPatient,
  first: CheckName,
): Promise<readonly Finding[]> {
  try {
    return await look(patient);
  } catch (cause) {
    if (!isRefusal(cause)) throw cause;
    return [notChecked(name, cause.message, first)];
  }
}

/** Where a check cannot be made it is mostly for what another one found already. */
const needsFirst = (findings: Findings): CheckName =>
  checkNames.find((name) => findings.get(name)?.some(({ state }) => state === 'needs-you')) ?? 'journal';

/** The workspace's fault, as opposed to one of this program or to a person who has seen enough. */
const isRefusal = (cause: unknown): cause is QuaysideError =>
  cause instanceof QuaysideError &&
  !['CANCELLED', 'INTERNAL', 'OUT_OF_MEMORY'].includes(cause.code) &&
  !cause.retryable;

/** Tables that could not be opened were looked at by nobody. */
function unreadTables(name: CheckName, { unread }: Opened): readonly Finding[] {
  if (unread.length === 0 || !(name === 'files' || name === 'agreement')) return [];
  return [notChecked(name, `${examplesOf(unread.map(({ table }) => table))} cannot be opened`, 'catalog')];
}

const notChecked = (name: CheckName, found: string, first: string): Finding =>
  needsYou('NOT_CHECKED', name, {
    found: `not looked at: ${found}`,
    expected: 'that it can be looked at',
    remedy: `put right what \`${first}\` says, then quayside doctor again`,
  });

function leaveOut(findings: Map<CheckName, readonly Finding[]>, found: string, first: CheckName): void {
  for (const name of checkNames)
    if (!findings.has(name)) findings.set(name, [notChecked(name, found, first)]);
}

const inOrder = (findings: Findings): Findings =>
  new Map(checkNames.map((name) => [name, findings.get(name) ?? []]));
