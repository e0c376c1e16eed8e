import type { Host } from '../app/host.ts';
import type { RunRequest } from '../app/run-job.ts';
import { orderRuns } from '../app/run-many.ts';
import { startEngine } from '../app/run-spawn.ts';
import type { Terminal } from './terminal.ts';
import { textTable } from './text-table.ts';

interface Options {
  readonly jobs?: number;
  readonly priority?: number;
}

/** Puts runs into the queue and sees to it that some engine takes them. The document of one run is that run. */
export async function detach(
  terminal: Terminal,
  host: Host,
  requests: readonly RunRequest[],
  { jobs, priority }: Options,
): Promise<void> {
  const { runIds, engineIsOn, workspace } = await orderRuns(host, requests, priority);
  if (!engineIsOn && workspace !== undefined) startEngine(host, workspace, jobs);
  const runs = requests.map(({ tenant }, index) => ({ runId: runIds[index] ?? '', tenant, state: 'queued' }));
  const [only, more] = runs;
  if (only !== undefined && more === undefined) {
    terminal.result(only, () => only.runId);
    return;
  }
  terminal.result({ runs }, () =>
    textTable(
      ['run', 'tenant'],
      runs.map(({ runId, tenant }) => [runId, tenant]),
    ),
  );
}
