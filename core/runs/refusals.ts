import type { RunState } from '../../contracts/runs/state.ts';
import { QuaysideError } from '../base/errors.ts';
import { type RunEvent, runEvents, stepOf } from './machine.ts';

export const unknownRun = (runId: string): QuaysideError =>
  new QuaysideError('USAGE', `No run ${runId} in this workspace; \`quayside runs\` lists them.`, {
    parameters: { runId },
  });

/** What a person asked for is not possible in the state that the run is in. */
export const refused = (runId: string, event: RunEvent, state: RunState): QuaysideError =>
  new QuaysideError(
    'USAGE',
    `Run ${runId} is ${described[state]}; it cannot be ${asked(event)}.${hint(state)}`,
    {
      parameters: { runId, event, state },
    },
  );

const described: Readonly<Record<RunState, string>> = {
  queued: 'in the queue',
  starting: 'about to begin',
  running: 'on',
  cancelling: 'being cancelled',
  publishing: 'publishing what it judged',
  waiting: 'waiting for its next attempt',
  interrupted: 'interrupted',
  failed: 'failed',
  cancelled: 'cancelled',
  published: 'published',
  unchanged: 'done (nothing differed)',
};

const words: Readonly<Partial<Record<RunEvent, string>>> = {
  cancel: 'cancelled',
  resume: 'resumed',
  retry: 'tried again',
  claim: 'begun',
};

const asked = (event: RunEvent): string => words[event] ?? event;

function hint(state: RunState): string {
  const possible = runEvents.filter(
    (event) => ['cancel', 'resume', 'retry'].includes(event) && stepOf(state, event) !== 'refuse',
  );
  if (possible.length === 0) return state === 'publishing' ? ' It is done in a moment.' : '';
  return ` Possible now: ${possible.map((event) => `\`quayside runs ${event}\``).join(', ')}.`;
}
