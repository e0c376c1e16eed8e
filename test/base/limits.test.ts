import { expect, test } from 'vitest';
import { readLimits } from '../../core/base/limits.ts';

test.each([
  ['2GiB', 2 * 1024 ** 3],
  ['2 gb', 2e9],
  ['1.5GiB', 1.5 * 1024 ** 3],
  ['134217728', 134217728],
])('QUAYSIDE_MEMORY=%s bounds the process: DuckDB gets less', (text, bytes) => {
  const { memory } = readLimits({ QUAYSIDE_MEMORY: text });
  expect(memory).toBeLessThan(0.8 * bytes);
  expect(memory).toBeGreaterThan(0.6 * bytes);
});

test.each(['lots', '2', '-1GiB', '63MiB', '2 TiB x'])('QUAYSIDE_MEMORY=%s is refused', (text) => {
  expect(() => readLimits({ QUAYSIDE_MEMORY: text })).toThrow(/QUAYSIDE_MEMORY/);
});

test.each(['0', '1.5', 'all'])('QUAYSIDE_THREADS=%s is refused', (text) => {
  expect(() => readLimits({ QUAYSIDE_THREADS: text })).toThrow(/QUAYSIDE_THREADS/);
});

test('without settings there are still limits', () => {
  const { memory, threads } = readLimits({});
  expect(memory).toBeLessThanOrEqual(4 * 1024 ** 3);
  expect(memory).toBeGreaterThan(0);
  expect(threads).toBeGreaterThanOrEqual(1);
});
