import { closeSync, openSync } from 'node:fs';
import { pino } from 'pino';
import type { Span } from '../../contracts/telemetry/span.ts';
import { describeFault } from './fault.ts';
import { redact } from './redact.ts';
import type { LogLevel, TelemetrySettings } from './settings.ts';

/** What is said of a run in the log. Every line is an event's name and facts, both of a closed set, and goes through `redact`. */
export interface RunLog {
  readonly begun: (facts: Readonly<Record<string, string | number>>) => void;
  /** A span that ended: a stage at debug, a run at info. */
  readonly ended: (span: Span, runId: string) => void;
  readonly failed: (cause: unknown, facts: Readonly<Record<string, string | number>>) => void;
  readonly notKept: (cause: unknown, runId: string) => void;
  readonly notSent: (signals: readonly string[], runId: string) => void;
}

/** Lines of JSON, each written at once. Throws what the file system throws where the file cannot be written. */
export function openRunLog({ level, file }: NonNullable<TelemetrySettings['log']>): RunLog {
  // pino would report a file it cannot open later, and to nobody.
  if (file !== undefined) closeSync(openSync(file, 'a', 0o600));
  const logger = pino(
    { level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: file ?? 2, sync: true }),
  );
  const say = (at: LogLevel, event: string, facts: object): void => {
    if (logger.isLevelEnabled(at)) logger[at](redact(facts), event);
  };
  return {
    begun: (facts) => say('info', 'run begun', facts),
    ended: ({ name, milliseconds, status, traceId, facts }, runId) =>
      say(name === 'run' ? 'info' : 'debug', name === 'run' ? 'run over' : 'stage over', {
        ...facts,
        runId,
        traceId,
        ...(name === 'run' ? {} : { stage: name }),
        milliseconds: Math.round(milliseconds),
        outcome: status,
      }),
    failed: (cause, facts) => say('error', 'run failed', { ...facts, error: describeFault(cause) }),
    notKept: (cause, runId) => say('warn', 'telemetry was not kept', { runId, error: describeFault(cause) }),
    notSent: (signals, runId) => say('warn', 'the collector did not take telemetry', { runId, signals }),
  };
}
