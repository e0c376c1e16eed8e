import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatTraceparent,
  newSpanId,
  newTraceId,
  parseTraceparent,
} from '../../core/telemetry/trace-context.ts';

test('a traceparent comes back as it was written', () => {
  fc.assert(
    fc.property(fc.boolean(), (sampled) => {
      const context = { traceId: newTraceId(), spanId: newSpanId(), sampled };
      expect(parseTraceparent(formatTraceparent(context))).toEqual(context);
    }),
  );
});

test.each([
  undefined,
  '',
  'nonsense',
  '00-00000000000000000000000000000000-b7ad6b7169203331-01',
  '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
  '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01',
  '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more',
  'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
])('%j starts a trace of its own', (text) => {
  expect(parseTraceparent(text)).toBeUndefined();
});

test('a later version may have more fields; only the lowest bit of the flags says that it is recorded', () => {
  const later = parseTraceparent('01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-02-more');
  expect(later).toEqual({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    sampled: false,
  });
});
