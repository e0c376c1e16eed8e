import { type Attributes, type HrTime, type SpanContext, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { AggregationTemporality, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Span } from '../../contracts/telemetry/span.ts';
import type { Measurement } from './measurements.ts';
import type { TelemetrySettings } from './settings.ts';

/** The only file that knows OpenTelemetry's packages; it is loaded once there is something to send and somewhere to send it to. */

const scope = { name: 'quayside' };

interface Parcel {
  readonly spans: readonly Span[];
  readonly measurements: readonly Measurement[];
}

/**
 * Sends what a run has to tell. Resolves when it is sent or time is up, and never rejects: whether a collector listens is no matter of
 * the run. The result says what did not arrive.
 */
export async function sendOtlp(
  { spans, measurements }: Parcel,
  { traces, metrics, timeoutMilliseconds }: NonNullable<TelemetrySettings['otlp']>,
): Promise<readonly string[]> {
  const resource = serviceResource();
  const sending = [
    ...(traces && spans.length > 0
      ? [['traces', sendTraces(spans, resource, timeoutMilliseconds)] as const]
      : []),
    ...(metrics && measurements.length > 0
      ? [['metrics', sendMeasurements(measurements, resource, timeoutMilliseconds)] as const]
      : []),
  ];
  const settled = await Promise.all(
    sending.map(async ([signal, sent]) => ((await inTime(sent, timeoutMilliseconds)) ? [] : [signal])),
  );
  return settled.flat();
}

async function sendTraces(spans: readonly Span[], resource: Resource, timeoutMillis: number): Promise<void> {
  const exporter = new OTLPTraceExporter({ timeoutMillis });
  try {
    await new Promise<void>((resolve, reject) => {
      exporter.export(
        spans.map((span) => readable(span, resource)),
        ({ code, error }) => (code === 0 ? resolve() : reject(error ?? new Error('not exported'))),
      );
    });
  } finally {
    await exporter.shutdown();
  }
}

async function sendMeasurements(
  measurements: readonly Measurement[],
  resource: Resource,
  timeoutMillis: number,
): Promise<void> {
  const chosen = process.env['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'];
  // A process lives for one run: sums since its start are what the run adds.
  const temporalityPreference = chosen === undefined ? AggregationTemporality.DELTA : undefined;
  const exporter = new OTLPMetricExporter({
    timeoutMillis,
    ...(temporalityPreference === undefined ? {} : { temporalityPreference }),
  });
  const reader = new OnceReader({
    aggregationTemporalitySelector: (instrument) => exporter.selectAggregationTemporality(instrument),
  });
  const provider = new MeterProvider({ resource, readers: [reader] });
  const meter = provider.getMeter(scope.name);
  try {
    for (const { name, unit, kind, description, value, facts } of measurements) {
      const options = { unit, description };
      if (kind === 'sum') meter.createCounter(name, options).add(value, { ...facts });
      else meter.createHistogram(name, { ...options, advice: secondsAdvice }).record(value, { ...facts });
    }
    const { resourceMetrics } = await reader.collect();
    await new Promise<void>((resolve, reject) => {
      exporter.export(resourceMetrics, ({ code, error }) =>
        code === 0 ? resolve() : reject(error ?? new Error('not exported')),
      );
    });
  } finally {
    await provider.shutdown().catch(() => undefined);
    await exporter.shutdown();
  }
}

/** Is read once, when all is measured: nothing has to be sent while a run is on. */
class OnceReader extends MetricReader {
  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }

  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }
}

/** Seconds. */
const secondsAdvice = { explicitBucketBoundaries: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800] };

/** OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES go before our name. */
const serviceResource = (): Resource =>
  defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'quayside' }))
    .merge(detectResources({ detectors: [envDetector] }));

async function inTime(work: Promise<void>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const done = work.then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A recorded span as the exporter takes it. */
function readable(span: Span, resource: Resource): ReadableSpan {
  const { traceId, spanId, parentSpanId, name, startMs, milliseconds, status, facts } = span;
  const context = (id: string): SpanContext => ({ traceId, spanId: id, traceFlags: 1 });
  return {
    name: `quayside.${name}`,
    kind: SpanKind.INTERNAL,
    spanContext: () => context(spanId),
    ...(parentSpanId === undefined ? {} : { parentSpanContext: context(parentSpanId) }),
    startTime: hrTime(startMs),
    endTime: hrTime(startMs + milliseconds),
    duration: hrTime(milliseconds),
    status: { code: status === 'error' ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
    attributes: attributesOf(facts),
    links: [],
    events: [],
    ended: true,
    resource,
    instrumentationScope: scope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** `runId` → `quayside.run_id`. */
const attributesOf = (facts: Span['facts']): Attributes =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name === 'code'
        ? 'error.type'
        : `quayside.${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
      value,
    ]),
  );

/** [seconds, nanoseconds]. */
function hrTime(milliseconds: number): HrTime {
  const seconds = Math.floor(milliseconds / 1000);
  return [seconds, Math.min(999_999_999, Math.round((milliseconds - seconds * 1000) * 1e6))];
}
