import { SpanRecorder } from './recorder.ts';
import { sendSpans } from './send.ts';
import type { TelemetrySettings } from './settings.ts';
import { formatTraceparent } from './trace-context.ts';

/**
 * Many runs that one command asked for, as one trace: `work` is given the traceparent that their workers' spans hang below. The outer
 * span is sent and not kept: it belongs to no single run.
 */
export async function traceMany<T>(
  settings: TelemetrySettings,
  runs: number,
  work: (traceparent: string) => Promise<T>,
): Promise<T> {
  const recorder = new SpanRecorder(settings.parent);
  const { traceId } = recorder;
  const sampled = settings.parent?.sampled ?? true;
  try {
    return await recorder.root('runs', { runs }, (_note, _stage, spanId) =>
      work(formatTraceparent({ traceId, spanId, sampled })),
    );
  } finally {
    await sendSpans(settings, recorder.ended, []);
  }
}
