import type { RunState } from '../../contracts/runs/state.ts';
import type { RunQueue } from '../runs/queue.ts';
import type { Host } from './host.ts';
import { openQueue } from './run-queue.ts';
import { documentOf, type RunDocument } from './run-status.ts';
import { Workspace } from './run-workspace.ts';

export interface RunPageRequest {
  readonly tenant?: string | undefined;
  readonly states?: readonly RunState[] | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface RunPage {
  readonly runs: readonly RunDocument[];
  readonly next: string | null;
}

/** Looked at once for runs in the states that are asked for. */
const chunk = 100;

/**
 * Runs, the newest first, a page at a time; the first page begins with those that the journal does not know yet. A page of certain
 * states looks at as many runs as it takes.
 */
export async function pageOfRuns(host: Host, folder: string, request: RunPageRequest): Promise<RunPage> {
  await using workspace = await Workspace.open(host, folder);
  using queue = openQueue(host, workspace.folder);
  queue.sweep();
  const { tenant, states, after, limit } = request;
  const isAsked = (run: RunDocument): boolean => states === undefined || states.includes(run.state);
  const waiting = after === undefined ? notYetBegun(workspace, queue, tenant) : [];
  const runs = waiting.filter(isAsked);
  let before = after === undefined ? undefined : Number(after);
  for (;;) {
    const started = workspace.journal.log({ tenant, kind: 'run-started', before, limit: chunk });
    for (const record of started) {
      if (record.kind !== 'run-started') continue;
      if (runs.length >= limit) return { runs, next: String(before ?? Number.MAX_SAFE_INTEGER) };
      before = record.seq;
      const { runId } = record.body;
      const document = documentOf(runId, workspace.journal.run(runId), queue.find(runId));
      if (isAsked(document)) runs.push(document);
    }
    if (started.length < chunk) return { runs, next: null };
  }
}

/** Those that wait, or were cancelled before they began: the last that came first. */
const notYetBegun = (
  { journal }: Workspace,
  queue: RunQueue,
  tenant: string | undefined,
): readonly RunDocument[] =>
  [...queue.open(), ...queue.inState('cancelled')]
    .filter((run) => (tenant === undefined || run.tenant === tenant) && journal.run(run.runId) === undefined)
    .map((run) => documentOf(run.runId, undefined, run))
    .toSorted((a, b) => (b.queuedAt ?? '').localeCompare(a.queuedAt ?? ''));
