import fc from 'fast-check';
import { expect, test } from 'vitest';
import { murmur3 } from '../../core/iceberg/transform/murmur3.ts';
import { boundOf } from '../../core/iceberg/value/bounds.ts';
import { encodeLong, encodeUnscaled } from '../../core/iceberg/value/single-value.ts';
import { microsecondsOf } from '../../core/iceberg/value/time-text.ts';

const hex = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString('hex');

test('bounds of texts enclose them, however they are cut', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'ü', '\u{10ffff}', '\ud7ff', '\u0000', '😀'),
    maxLength: 40,
  });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 20 }), (value, cut) => {
      const bytes = Buffer.from(value);
      const lower = boundOf('string', value, 'lower', cut);
      const upper = boundOf('string', value, 'upper', cut);
      expect(lower !== undefined && Buffer.compare(lower, bytes) <= 0).toBe(true);
      expect(upper === undefined || Buffer.compare(upper, bytes) >= 0).toBe(true);
      expect(upper === undefined || Buffer.from(Buffer.from(upper).toString()).equals(upper)).toBe(true);
    }),
  );
});

test('an upper bound skips surrogates and is left out where there is no larger text', () => {
  expect(hex(boundOf('string', '\ud7ff'.repeat(3), 'upper', 2))).toBe(hex(Buffer.from('\ud7ff\ue000')));
  expect(boundOf('string', '\u{10ffff}'.repeat(3), 'upper', 2)).toBeUndefined();
});

test('decimals are unscaled, big-endian and as short as possible', () => {
  expect(hex(boundOf('decimal(9, 2)', '14.20', 'lower'))).toBe('058c');
  expect(hex(boundOf('decimal(9, 2)', '-0.01', 'lower'))).toBe('ff');
  expect(hex(boundOf('decimal(9, 2)', '1.28', 'lower'))).toBe('0080');
  expect(hex(boundOf('decimal(9, 2)', '-1.28', 'lower'))).toBe('80');
  expect(hex(boundOf('decimal(9, 2)', '0.00', 'lower'))).toBe('00');
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }), (value) => {
      const bytes = Buffer.from(encodeUnscaled(value));
      expect(BigInt.asIntN(8 * bytes.length, BigInt(`0x${bytes.toString('hex')}`))).toBe(value);
    }),
  );
});

test('times before and after 1970, with offsets and fractions', () => {
  expect(microsecondsOf('1970-01-01 00:00:00.000001+00')).toBe(1n);
  expect(microsecondsOf('1969-12-31 23:59:59.999999+00')).toBe(-1n);
  expect(microsecondsOf('1970-01-01 05:30:00+05:30')).toBe(0n);
  expect(microsecondsOf('1969-12-31 18:29:59.5-05:30')).toBe(-500_000n);
  expect(microsecondsOf('0044-03-15 (BC) 00:00:00')).toBeUndefined();
  expect(microsecondsOf('infinity')).toBeUndefined();
  expect(hex(boundOf('date', '1969-12-31', 'lower'))).toBe('ffffffff');
});

test('zero has both signs', () => {
  expect(hex(boundOf('double', '0.0', 'lower'))).toBe('0000000000000080');
  expect(hex(boundOf('double', '-0.0', 'upper'))).toBe('0000000000000000');
});

test('hashes are those of the specification, appendix B', () => {
  expect(murmur3(encodeLong(34n))).toBe(2017239379);
  expect(murmur3(Buffer.from('iceberg'))).toBe(1210000089);
  expect(murmur3(Uint8Array.of(0, 1, 2, 3))).toBe(-188683207);
  expect(murmur3(encodeUnscaled(1420n))).toBe(-500754589);
  expect(murmur3(encodeLong(17486n))).toBe(-653330422);
});
