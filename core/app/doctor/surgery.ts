import type { Work } from '../../base/progress.ts';
import type { RunQueue } from '../../runs/queue.ts';
import type { Host } from '../host.ts';
import type { Workspace } from '../run-workspace.ts';
import type { Finding, Findings } from './finding.ts';
import type { DoctorRequest } from './patient.ts';

/** What a repair works with: the workspace itself, not a copy. */
export interface Surgery {
  readonly host: Host;
  readonly workspace: Workspace;
  readonly queue: RunQueue;
  readonly request: DoctorRequest;
  readonly findings: Findings;
  readonly work: Work;
}

/** What the first look found under some codes. */
export const foundOf = (findings: Findings, codes: readonly string[]): readonly Finding[] =>
  [...findings.values()].flat().filter(({ code, state }) => state === 'repairable' && codes.includes(code));
