import { parseTraceparent, type TraceContext } from './trace-context.ts';

const logLevels = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

/** What is told about runs beside the workspace's own record, and to whom. Without any of it no library of theirs is loaded. */
export interface TelemetrySettings {
  /** The span that runs of this process belong to. */
  readonly parent?: TraceContext;
  /** Sent by OTLP/HTTP; address, headers, compression are what OpenTelemetry's own variables say. */
  readonly otlp?: {
    readonly traces: boolean;
    readonly metrics: boolean;
    readonly timeoutMilliseconds: number;
  };
  /** Without `file` to stderr. */
  readonly log?: { readonly level: LogLevel; readonly file?: string };
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * From OpenTelemetry's variables (https://opentelemetry.io/docs/specs/otel/protocol/exporter/), TRACEPARENT, QUAYSIDE_LOG and
 * QUAYSIDE_LOG_FILE. What cannot be understood counts as not set: telemetry fails no run.
 */
export function readTelemetry(environment: Environment): TelemetrySettings {
  const parent = parseTraceparent(environment['TRACEPARENT']);
  const otlp = otlpOf(environment);
  const level = logLevels.find((one) => one === environment['QUAYSIDE_LOG']?.toLowerCase());
  const file = environment['QUAYSIDE_LOG_FILE'];
  return {
    ...(parent === undefined ? {} : { parent }),
    ...(otlp === undefined ? {} : { otlp }),
    ...(level === undefined ? {} : { log: { level, ...(isSet(file) ? { file } : {}) } }),
  };
}

function otlpOf(environment: Environment): TelemetrySettings['otlp'] {
  if (environment['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return undefined;
  const wanted = (signal: 'TRACES' | 'METRICS'): boolean =>
    environment[`OTEL_${signal}_EXPORTER`] !== 'none' &&
    (isSet(environment['OTEL_EXPORTER_OTLP_ENDPOINT']) ||
      isSet(environment[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`]));
  const traces = wanted('TRACES');
  const metrics = wanted('METRICS');
  if (!traces && !metrics) return undefined;
  const given = Number(environment['OTEL_EXPORTER_OTLP_TIMEOUT']);
  const timeoutMilliseconds = Number.isFinite(given) && given > 0 ? given : patience;
  return { traces, metrics, timeoutMilliseconds };
}

/** A run waits no longer at its end for a collector that does not answer; the SDK's own default is ten seconds. */
const patience = 700;

const isSet = (text: string | undefined): text is string => text !== undefined && text.trim() !== '';
