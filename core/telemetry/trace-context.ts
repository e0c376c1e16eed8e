import { randomBytes } from 'node:crypto';

/** Where a span belongs: W3C Trace Context, https://www.w3.org/TR/trace-context/. */
export interface TraceContext {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits. */
  readonly spanId: string;
  /** False: the caller does not record, and nothing is sent; it is kept locally all the same. */
  readonly sampled: boolean;
}

/** Undefined for what is no traceparent (section 3.2): a caller's broken header starts a trace of its own instead of failing. */
export function parseTraceparent(text: string | undefined): TraceContext | undefined {
  const match = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(text?.trim() ?? '');
  if (match === null) return undefined;
  const [, version, traceId = '', spanId = '', flags = '', rest] = match;
  // Version ff is forbidden; version 00 has nothing after the flags.
  if (version === 'ff' || (version === '00' && rest !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export const formatTraceparent = ({ traceId, spanId, sampled }: TraceContext): string =>
  `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;

/** Random; the lowest bit of the first byte is set, because all zeros is no id. */
const randomId = (bytes: number): string => {
  const id = randomBytes(bytes);
  id.writeUInt8(id.readUInt8(0) | 1, 0);
  return id.toString('hex');
};

export const newTraceId = (): string => randomId(16);
export const newSpanId = (): string => randomId(8);
