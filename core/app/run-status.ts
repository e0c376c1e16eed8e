import { setTimeout } from 'node:timers/promises';
import type { RunProgress } from '../../contracts/runs/progress.ts';
import type { RunState } from '../../contracts/runs/state.ts';
import type { Work } from '../base/progress.ts';
import type { RunView } from '../journal/runs.ts';
import { isOver, isPending } from '../runs/machine.ts';
import type { QueuedRun } from '../runs/queue-row.ts';
import { unknownRun } from '../runs/refusals.ts';
import type { Host } from './host.ts';
import { openQueue } from './run-queue.ts';
import { Workspace } from './run-workspace.ts';

/** A run as journal and queue tell it together. */
export interface RunStatus {
  readonly runId: string;
  readonly tenant: string | null;
  readonly state: RunState;
  /** How far it is, or was when it was last heard of. */
  readonly progress?: RunProgress;
  readonly priority?: number;
  readonly queuedAt?: string;
  /** When it is tried next, where it waits for that. */
  readonly dueAt?: string;
  /** It is over, and its process puts the tables in order. */
  readonly upkeepIsOn?: true;
}

/** Of a run that has begun: what stands in the journal too. */
export type RunDocument = RunStatus & Partial<Omit<RunView, 'runId' | 'tenant'>>;

/** Everything about one run. USAGE where there is none. */
export async function showRun(host: Host, folder: string, runId: string): Promise<RunDocument> {
  await using workspace = await Workspace.open(host, folder);
  using queue = openQueue(host, workspace.folder);
  queue.sweep();
  return documentOf(runId, workspace.journal.run(runId), queue.find(runId));
}

/** Those that wait for their turn, then the last 50 others, the newest first. */
export async function listRuns(
  host: Host,
  folder: string,
  tenant: string | undefined,
): Promise<readonly RunDocument[]> {
  await using workspace = await Workspace.open(host, folder);
  using queue = openQueue(host, workspace.folder);
  queue.sweep();
  const begun = workspace.journal.runs({ tenant, limit: shown });
  const inQueue = [...queue.open(), ...queue.inState('cancelled')]
    .filter((run) => tenant === undefined || run.tenant === tenant)
    .filter(({ runId }) => begun.every((view) => view.runId !== runId))
    .map((run) => documentOf(run.runId, workspace.journal.run(run.runId), run));
  const all = [...inQueue, ...begun.map((view) => documentOf(view.runId, view, queue.find(view.runId)))];
  const waiting = all.filter(({ state }) => isPending(state));
  const others = all.filter(({ state }) => !isPending(state)).toSorted(byTime);
  return [...waiting, ...others.slice(0, shown)];
}

/** Besides those that wait. */
const shown = 50;

/** The newest first. */
function byTime(one: RunDocument, other: RunDocument): number {
  const [a, b] = [one, other].map(({ startedAt, queuedAt }) => startedAt ?? queuedAt ?? '');
  return (b ?? '').localeCompare(a ?? '');
}

/** Tells how far a run is whenever that changes, until it is over. */
export async function watchRun(
  host: Host,
  folder: string,
  runId: string,
  tell: (status: RunStatus) => void,
  work: Work = {},
): Promise<RunDocument> {
  await using workspace = await Workspace.open(host, folder);
  using queue = openQueue(host, workspace.folder);
  for (let last = ''; ; await setTimeout(pollMilliseconds, undefined, signalOf(work))) {
    queue.sweep();
    const document = documentOf(runId, workspace.journal.run(runId), queue.find(runId));
    const { state, progress } = document;
    const now = `${state} ${progress?.at ?? ''}`;
    if (now !== last) tell(document);
    last = now;
    if (isOver(state)) return document;
  }
}

const pollMilliseconds = 200;
const signalOf = ({ signal }: Work): { readonly signal?: AbortSignal } =>
  signal === undefined ? {} : { signal };

/** What journal and queue say of a run. Throws USAGE where neither knows it. */
export function documentOf(
  runId: string,
  view: RunView | undefined,
  run: QueuedRun | undefined,
): RunDocument {
  if (view === undefined && run === undefined) throw unknownRun(runId);
  return {
    ...view,
    runId,
    tenant: view?.tenant ?? run?.tenant ?? null,
    state: stateOf(view, run),
    ...(run === undefined ? {} : placeOf(run)),
    ...(run === undefined || view?.error !== undefined ? {} : faultOf(run)),
  };
}

/** While it waits or is on the queue knows, afterwards the journal. */
function stateOf(view: RunView | undefined, run: QueuedRun | undefined): RunState {
  const unsettled = view === undefined || view.status === 'started' || view.status === 'interrupted';
  if (run !== undefined && (!isOver(run.state) || unsettled)) return run.state;
  return view === undefined || view.status === 'started' ? 'interrupted' : view.status;
}

function placeOf({ progress, priority, queuedAt, dueAt, state, upkeep }: QueuedRun): Partial<RunStatus> {
  return {
    priority,
    queuedAt: new Date(queuedAt).toISOString(),
    ...(progress === null ? {} : { progress }),
    ...(state === 'waiting' ? { dueAt: new Date(dueAt).toISOString() } : {}),
    ...(upkeep === null ? {} : { upkeepIsOn: true }),
  };
}

/** Why it stopped, where no process was left that could write it into the journal. */
const faultOf = ({ state, error, tries }: QueuedRun): Pick<RunDocument, 'error'> =>
  state === 'failed' && error !== null
    ? { error: { code: error.code, parameters: { attempts: tries } } }
    : {};
