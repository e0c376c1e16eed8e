import type { RunState } from '../../contracts/runs/state.ts';

/**
 * What can happen to a run.
 *
 * | event | who says it, and what it means |
 * |---|---|
 * | claim | an engine takes it from the queue |
 * | release | the engine that took it is gone, and no worker had begun |
 * | begin | the worker holds the tenant's lease, and the run stands in the journal |
 * | busy | the worker found the tenant's lease taken: nothing began |
 * | publish | the worker is about to write the publication's intent: from here the run is only completed or recovered |
 * | published, unchanged | it is done, and the journal says so |
 * | fail | it ended for a reason that trying again does not change, or was tried often enough |
 * | defer | it ended for a transient reason and is to be tried again later |
 * | cancelled | the worker stopped before anything was published |
 * | lose | its process is gone without a word |
 * | revive | an engine tries a run again whose process is gone |
 * | giveUp | its process was gone too often |
 * | overtake | a later run of the tenant was done meanwhile: whether this one is done still is for a person to say |
 * | cancel, resume, retry | a person asks for it |
 */
export const runEvents = [
  'claim',
  'release',
  'begin',
  'busy',
  'publish',
  'published',
  'unchanged',
  'fail',
  'defer',
  'cancelled',
  'lose',
  'revive',
  'giveUp',
  'overtake',
  'cancel',
  'resume',
  'retry',
] as const;

export type RunEvent = (typeof runEvents)[number];

/** `ignore`: said late, changes nothing. `refuse`: whoever asks for it is told why not. */
export type Step = RunState | 'ignore' | 'refuse';

/** Nothing works on it. Reports of a process that was thought to be gone come late, but that it is done stays true. */
const resting = {
  claim: 'refuse',
  release: 'ignore',
  begin: 'ignore',
  busy: 'ignore',
  publish: 'ignore',
  published: 'published',
  unchanged: 'unchanged',
  fail: 'ignore',
  defer: 'ignore',
  cancelled: 'ignore',
  lose: 'ignore',
  revive: 'ignore',
  giveUp: 'ignore',
  overtake: 'ignore',
  cancel: 'cancelled',
  resume: 'refuse',
  retry: 'queued',
} as const satisfies Record<RunEvent, Step>;

/** Over. */
const settled = {
  ...resting,
  published: 'ignore',
  unchanged: 'ignore',
  cancel: 'refuse',
} as const satisfies Record<RunEvent, Step>;

/** A process works on it. */
const active = {
  claim: 'refuse',
  release: 'ignore',
  begin: 'ignore',
  busy: 'ignore',
  publish: 'publishing',
  published: 'published',
  unchanged: 'unchanged',
  fail: 'failed',
  defer: 'waiting',
  cancelled: 'cancelled',
  lose: 'interrupted',
  revive: 'ignore',
  giveUp: 'ignore',
  overtake: 'ignore',
  cancel: 'cancelling',
  resume: 'refuse',
  retry: 'refuse',
} as const satisfies Record<RunEvent, Step>;

/** Every state with every event. */
const steps: Readonly<Record<RunState, Readonly<Record<RunEvent, Step>>>> = {
  queued: { ...resting, claim: 'starting', retry: 'refuse' },
  starting: { ...active, release: 'queued', begin: 'running', busy: 'queued' },
  running: active,
  // Too late where it says `publish`; never tried again.
  cancelling: { ...active, release: 'cancelled', busy: 'cancelled', defer: 'cancelled', lose: 'cancelled' },
  publishing: { ...active, publish: 'ignore', cancel: 'refuse' },
  waiting: { ...resting, claim: 'starting', overtake: 'interrupted', resume: 'queued' },
  interrupted: { ...resting, revive: 'waiting', giveUp: 'failed', resume: 'queued' },
  failed: settled,
  cancelled: settled,
  published: { ...settled, retry: 'refuse' },
  unchanged: { ...settled, retry: 'refuse' },
};

/** What becomes of a run in a state when something happens. Total: no pair is undefined. */
export const stepOf = (state: RunState, event: RunEvent): Step => steps[state][event];

/** Some process works on it, or is about to. */
export const isActive = (state: RunState): boolean =>
  state === 'starting' || state === 'running' || state === 'cancelling' || state === 'publishing';

/** An engine may take it once it is due. */
export const isPending = (state: RunState): boolean => state === 'queued' || state === 'waiting';

/** It stays so unless a person asks for another attempt. */
export const isOver = (state: RunState): boolean => !isActive(state) && !isPending(state);
