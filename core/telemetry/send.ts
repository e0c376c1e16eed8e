import type { Span } from '../../contracts/telemetry/span.ts';
import type { Measurement } from './measurements.ts';
import type { TelemetrySettings } from './settings.ts';

/**
 * Sends where the settings name a collector and the caller's trace is recorded; OpenTelemetry's packages are loaded here and only then.
 * Never rejects; the result names what did not arrive.
 */
export async function sendSpans(
  { otlp, parent }: TelemetrySettings,
  spans: readonly Span[],
  measurements: readonly Measurement[],
): Promise<readonly string[]> {
  if (otlp === undefined) return [];
  try {
    const { sendOtlp } = await import('./otlp.ts');
    const traces = otlp.traces && parent?.sampled !== false;
    return await sendOtlp({ spans, measurements }, { ...otlp, traces });
  } catch {
    return ['traces', 'metrics'];
  }
}
