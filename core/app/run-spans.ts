import type { Span } from '../../contracts/telemetry/span.ts';
import { spansOf } from '../telemetry/span-files.ts';
import type { Host } from './host.ts';
import { showRun } from './run-status.ts';

/**
 * The timed parts of a run by their start, of all its attempts; empty where none are kept any more or the run did not end yet. USAGE
 * where there is no such run.
 */
export async function runSpans(host: Host, workspace: string, runId: string): Promise<readonly Span[]> {
  await showRun(host, workspace, runId);
  return spansOf(workspace, runId);
}
