import { errorCodes } from '../../contracts/errors.ts';
import type { Host } from '../app/host.ts';
import type { RunRequest } from '../app/run-job.ts';
import { type ManyResult, type ManyResults, runMany } from '../app/run-many.ts';
import { spawnNodeWorker, startEngineIfNeeded } from '../app/run-spawn.ts';
import type { Terminal } from './terminal.ts';
import { countText, textTable } from './text-table.ts';

interface Options {
  readonly jobs?: number;
  readonly priority?: number;
}

/** Deliveries of many tenants at once. The exit code is that of the first one that did not get through. */
export async function runAll(
  terminal: Terminal,
  host: Host,
  requests: readonly RunRequest[],
  { jobs, priority }: Options,
): Promise<void> {
  const started = performance.now();
  let over = 0;
  const done = await runMany({ ...host, spawnWorker: spawnNodeWorker }, requests, {
    jobs,
    priority: priority ?? 0,
    signal: terminal.work.signal,
    heard: ({ tenant }, said) => {
      if (said.kind === 'settled') over += 1;
      else
        terminal.work.progress?.({
          stage: `${over} of ${requests.length} done · ${tenant}: ${said.progress.stage}`,
        });
    },
  });
  const { runs } = done;
  const [first] = requests;
  // What others put into the queue goes on also where this engine was told to stop.
  if (first !== undefined) startEngineIfNeeded(host, first.workspace);
  const seconds = Math.round(performance.now() - started) / 1000;
  const failed = runs.find(({ result }) => result === undefined);
  if (failed !== undefined) terminal.exit = exitOf(failed);
  terminal.result({ ...done, seconds }, () => allText(done, seconds));
}

const exitOf = ({ error }: ManyResult): 1 | 2 | 3 | 4 =>
  Object.entries(errorCodes).find(([code]) => code === error?.code)?.[1].exit ?? 1;

function allText({ runs, jobs }: ManyResults, seconds: number): string {
  const table = textTable(
    ['tenant', 'run', 'state', 'landed', 'inserted', 'updated', 'unchanged', 'in quarantine'],
    runs.map(({ tenant, runId, state, result }) => {
      const all = Object.values(result?.datasets ?? {});
      const sums = (['landed', 'inserted', 'updated', 'unchanged', 'quarantined'] as const).map((name) =>
        result === undefined ? '' : countText(all.reduce((sum, counts) => sum + counts[name], 0)),
      );
      return [tenant, runId, state, ...sums];
    }),
  );
  const reasons = runs.flatMap(({ tenant, error }) =>
    error === undefined ? [] : [`  ${tenant}: ${error.code}: ${error.message}`],
  );
  const done = runs.filter(({ result }) => result !== undefined).length;
  return [
    table,
    ...(reasons.length === 0 ? [] : [['Did not get through', ...reasons].join('\n')]),
    `${done} of ${runs.length} runs done in ${seconds.toFixed(1)} s, ${jobs} at once.`,
  ].join('\n\n');
}
