import type { Span } from '../../contracts/telemetry/span.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Note, StageFacts, StageTimer } from '../base/stage.ts';
import { newSpanId, newTraceId, type TraceContext } from './trace-context.ts';

/** Of one run; those that come later are not kept, so that no loop fills memory or disk. */
const maxSpans = 1000;

/** Milliseconds since 1970 with fractions that never step back within a process. */
const preciseNow = (): number => performance.timeOrigin + performance.now();

/** Collects the spans of one trace in memory, in the order in which they ended. */
export class SpanRecorder {
  readonly traceId: string;
  readonly #parent: TraceContext | undefined;
  readonly #ended: Span[] = [];
  readonly #heard: (span: Span) => void;
  readonly #now: () => number;

  constructor(
    parent: TraceContext | undefined,
    heard: (span: Span) => void = () => undefined,
    now: () => number = preciseNow,
  ) {
    this.#parent = parent;
    this.traceId = parent?.traceId ?? newTraceId();
    this.#heard = heard;
    this.#now = now;
  }

  get ended(): readonly Span[] {
    return this.#ended;
  }

  /** `step` as the trace's outermost span here. */
  root<T>(
    name: string,
    facts: StageFacts,
    step: (note: Note, inner: StageTimer, spanId: string) => Promise<T>,
  ): Promise<T> {
    return this.#record(name, this.#parent?.spanId, facts, step);
  }

  #timerBelow(parentSpanId: string): StageTimer {
    return (name, facts, step) => this.#record(name, parentSpanId, facts, step);
  }

  async #record<T>(
    name: string,
    parentSpanId: string | undefined,
    facts: StageFacts,
    step: (note: Note, inner: StageTimer, spanId: string) => Promise<T>,
  ): Promise<T> {
    const spanId = newSpanId();
    const startMs = this.#now();
    let known = facts;
    const end = (status: Span['status'], more: StageFacts = {}): void => {
      const span: Span = {
        traceId: this.traceId,
        spanId,
        ...(parentSpanId === undefined ? {} : { parentSpanId }),
        name,
        startMs,
        milliseconds: Math.max(0, this.#now() - startMs),
        status,
        facts: { ...known, ...more },
      };
      // The root ends last and always has a place.
      if (this.#ended.length < maxSpans - 1 || parentSpanId === this.#parent?.spanId) this.#ended.push(span);
      this.#heard(span);
    };
    try {
      const note: Note = (more) => {
        known = { ...known, ...more };
      };
      const result = await step(note, this.#timerBelow(spanId), spanId);
      end('ok');
      return result;
    } catch (cause) {
      const code = faultCode(cause);
      end(code === 'CANCELLED' ? 'cancelled' : 'error', { code });
      throw cause;
    }
  }
}

/** Of whatever was thrown only the code: texts and parameters may hold values of rows. */
function faultCode(cause: unknown): string {
  if (cause instanceof QuaysideError) return cause.code;
  return cause instanceof Error && cause.name === 'AbortError' ? 'CANCELLED' : 'INTERNAL';
}
