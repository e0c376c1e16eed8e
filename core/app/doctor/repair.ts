import type { Work } from '../../base/progress.ts';
import type { Host } from '../host.ts';
import { openQueue } from '../run-queue.ts';
import { Workspace } from '../run-workspace.ts';
import type { CheckName, Findings } from './finding.ts';
import type { DoctorRequest } from './patient.ts';
import { forgetDeadLeases, noteOpened, putQueueRight, settleRuns, sweepDeadScratch } from './repair-runs.ts';
import { repairLake } from './repair-lake.ts';
import { foundOf, type Surgery } from './surgery.ts';

/** Files that cannot be written or trusted: then nothing is repaired, or a wrong thing might be. */
const blocking: Readonly<Partial<Record<CheckName, readonly string[] | 'any'>>> = {
  databases: 'any',
  journal: 'any',
  versions: ['DATABASE_TOO_NEW', 'DATABASE_FOREIGN', 'TABLE_FORMAT', 'CONTRACT_TOO_NEW'],
  permissions: ['NOT_READABLE', 'NOT_WRITABLE', 'READ_ONLY_DISK', 'SCRATCH_NOT_WRITABLE'],
};

/** The check that must be put right by a person before anything is repaired; undefined where none is in the way. */
export function blockedBy(findings: Findings): CheckName | undefined {
  return [...findings].find(([name, found]) => {
    const codes = blocking[name] ?? [];
    return found.some(
      ({ code, state }) => state === 'needs-you' && (codes === 'any' || codes.includes(code)),
    );
  })?.[0];
}

interface Step {
  readonly codes: readonly string[];
  /** Checks that must be good: tables that are elsewhere or damaged, or tell another story than the journal, are not touched. */
  readonly only: readonly CheckName[];
  readonly act: (surgery: Surgery) => Promise<void> | void;
}

/** In this order: what is settled may free files. */
const steps: readonly Step[] = [
  { codes: ['LOG_LEFT'], only: [], act: noteOpened },
  { codes: ['PUBLICATION_OPEN', 'RUN_UNFINISHED'], only: ['catalog'], act: settleRuns },
  { codes: ['RUN_ABANDONED', 'ENGINE_GONE'], only: [], act: putQueueRight },
  { codes: ['LEASE_LEFT'], only: [], act: forgetDeadLeases },
  {
    codes: ['MIRROR_BEHIND', 'ORPHAN_FILES', 'EXPIRY_UNFINISHED'],
    only: ['catalog', 'files', 'agreement'],
    act: repairLake,
  },
  { codes: ['SCRATCH_LEFT'], only: [], act: sweepDeadScratch },
];

/** Puts right what is safe; each step looks again at what it is about to change. */
export async function repairWhatIsSafe(
  host: Host,
  folder: string,
  request: DoctorRequest,
  findings: Findings,
  work: Work,
): Promise<void> {
  if (blockedBy(findings) !== undefined) return;
  await using workspace = await Workspace.open(host, folder);
  using queue = openQueue(host, workspace.folder);
  const surgery: Surgery = { host, workspace, queue, request, findings, work };
  for (const { codes, only, act } of steps) {
    const wanted = foundOf(findings, codes).length > 0;
    const safe = only.every((name) => !findings.get(name)?.some(({ state }) => state === 'needs-you'));
    if (wanted && safe) await act(surgery);
  }
}
