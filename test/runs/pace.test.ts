import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backOff } from '../../core/runs/back-off.ts';
import { advance, type Meter } from '../../core/runs/meter.ts';
import { jobsFor, shareOf } from '../../core/runs/share.ts';

test('waits get longer, up to a minute, and never come together', () => {
  expect([1, 2, 3, 4].map((attempt) => backOff(attempt, 0))).toEqual([500, 1000, 2000, 4000]);
  expect(backOff(1, 0.999)).toBe(1000);
  expect(backOff(50, 0.5)).toBe(45_000);
});

test('progress: a stage is told at once, then rate and time left, not more than four times a second', () => {
  const told: unknown[] = [];
  let meter: Meter | undefined;
  for (let now = 0; now <= 1000; now += 50) {
    const step = advance(
      meter,
      { stage: 'landing', rows: now, total: 4000, bytes: now * 10, totalBytes: 40_000 },
      now,
    );
    meter = step.meter;
    if (step.told !== undefined) told.push(step.told);
  }
  expect(told).toHaveLength(5);
  expect(told[0]).toEqual({
    stage: 'landing',
    rows: 0,
    total: 4000,
    bytes: 0,
    totalBytes: 40_000,
    at: '1970-01-01T00:00:00.000Z',
  });
  expect(told[4]).toEqual({
    stage: 'landing',
    rows: 1000,
    total: 4000,
    bytes: 10_000,
    totalBytes: 40_000,
    bytesPerSecond: 10_000,
    rowsPerSecond: 1000,
    secondsLeft: 3,
    at: '1970-01-01T00:00:01.000Z',
  });
  // Bytes tell where the number of rows is not known before they are read.
  const later = advance(meter, { stage: 'landing', rows: 0, bytes: 20_000, totalBytes: 40_000 }, 2000).told;
  expect([later?.bytesPerSecond, later?.secondsLeft]).toEqual([10_000, 2]);
  expect(advance(meter, { stage: 'publishing' }, 1001).told?.stage).toBe('publishing');
  // A clock that was set back by a day does not silence it for a day.
  expect(advance(meter, { stage: 'landing', rows: 1 }, -86_400_000).told?.rows).toBe(1);
});

test('all jobs together never get more than the machine gives', () => {
  const sizes = { memory: fc.integer({ min: 1, max: 2 ** 36 }), threads: fc.integer({ min: 1, max: 64 }) };
  fc.assert(
    fc.property(fc.record(sizes), fc.option(fc.integer({ min: 1, max: 100 })), (limits, asked) => {
      const jobs = jobsFor(limits, asked ?? undefined);
      const share = shareOf(limits, jobs);
      expect(jobs).toBeGreaterThanOrEqual(1);
      expect(share.memory * jobs).toBeLessThanOrEqual(limits.memory);
      expect(share.threads).toBeGreaterThanOrEqual(1);
      if (jobs <= limits.threads) expect(share.threads * jobs).toBeLessThanOrEqual(limits.threads);
    }),
  );
});
