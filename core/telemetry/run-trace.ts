import type { StageTimer } from '../base/stage.ts';
import { type DatasetCounts, measure } from './measurements.ts';
import { SpanRecorder } from './recorder.ts';
import type { RunLog } from './run-log.ts';
import type { TelemetrySettings } from './settings.ts';
import { sendSpans } from './send.ts';
import { keepSpans } from './span-files.ts';

export interface TracedRun {
  /** Absolute path. */
  readonly workspace: string;
  readonly runId: string;
  readonly tenant: string;
}

/** What an attempt is given to say how it goes. */
export interface RunTrace {
  readonly traceId: string;
  readonly stage: StageTimer;
  /** The attempt is in the journal. What never began (its tenant was busy) leaves no spans. */
  readonly begun: (attempt: number) => void;
}

interface Ended {
  readonly status: string;
  readonly datasets: DatasetCounts;
}

/**
 * `attempt` of a run as one trace: its spans are kept in the workspace, and sent and logged where the settings say so. None of that
 * fails the run; it ends at most the settings' time-out later where a collector does not answer.
 */
export async function traceRun<T extends Ended>(
  settings: TelemetrySettings,
  { workspace, runId, tenant }: TracedRun,
  attempt: (trace: RunTrace) => Promise<T>,
): Promise<T> {
  const log = await openLog(settings);
  const recorder = new SpanRecorder(settings.parent, (span) => log?.ended(span, runId));
  let begun = false;
  let datasets: DatasetCounts = {};
  try {
    return await recorder.root('run', { tenant, runId }, async (note, stage) => {
      const result = await attempt({
        traceId: recorder.traceId,
        stage,
        begun: (number) => {
          begun = true;
          note({ attempt: number });
          log?.begun({ runId, tenant, attempt: number, traceId: recorder.traceId });
        },
      });
      note({ status: result.status });
      datasets = result.datasets;
      return result;
    });
  } catch (cause) {
    log?.failed(cause, { runId, tenant, traceId: recorder.traceId });
    throw cause;
  } finally {
    if (begun) await tell(settings, recorder, { workspace, runId, tenant }, datasets, log);
  }
}

async function tell(
  settings: TelemetrySettings,
  { ended }: SpanRecorder,
  { workspace, runId, tenant }: TracedRun,
  datasets: DatasetCounts,
  log: RunLog | undefined,
): Promise<void> {
  try {
    await keepSpans(workspace, runId, ended);
  } catch (cause) {
    log?.notKept(cause, runId);
  }
  const failed = await sendSpans(settings, ended, measure(ended, tenant, datasets));
  if (failed.length > 0) log?.notSent(failed, runId);
}

/** Loaded only where a log is asked for; one that cannot be opened is done without. */
async function openLog({ log }: TelemetrySettings): Promise<RunLog | undefined> {
  if (log === undefined) return undefined;
  try {
    const { openRunLog } = await import('./run-log.ts');
    return openRunLog(log);
  } catch {
    return undefined;
  }
}
