import fc from 'fast-check';
import { expect, test } from 'vitest';
import { agingMilliseconds, type PendingRun, pickNext } from '../../core/runs/pick-next.ts';

const run = (place: number, tenant: string, more: Partial<PendingRun> = {}): PendingRun => ({
  runId: `run-${place}`,
  tenant,
  priority: 0,
  place,
  queuedAt: 0,
  dueAt: 0,
  ...more,
});
const picture = (pending: readonly PendingRun[], more: Partial<Parameters<typeof pickNext>[0]> = {}) => ({
  now: 1000,
  pending,
  busyTenants: [],
  lastTurn: new Map<string, number>(),
  ...more,
});
const picked = (...args: Parameters<typeof picture>) => pickNext(picture(...args))?.place;

test('the oldest goes first, unless another has more priority', () => {
  expect(picked([run(2, 'b'), run(1, 'a')])).toBe(1);
  expect(picked([run(1, 'a'), run(2, 'b', { priority: 1 })])).toBe(2);
});

test('one run of a tenant at a time', () => {
  expect(picked([run(1, 'a'), run(2, 'b')], { busyTenants: ['a'] })).toBe(2);
  expect(picked([run(1, 'a')], { busyTenants: ['a'] })).toBeUndefined();
});

test('a run that is not due holds up its own tenant only', () => {
  expect(picked([run(1, 'a', { dueAt: 2000 }), run(2, 'a'), run(3, 'b')])).toBe(3);
  expect(picked([run(1, 'a', { dueAt: 2000 }), run(2, 'a')])).toBeUndefined();
});

test('the tenant whose turn is longest ago goes before one with many older runs', () => {
  const many = [run(1, 'a'), run(2, 'a'), run(3, 'a'), run(4, 'b')];
  expect(picked(many, { lastTurn: new Map([['a', 900]]) })).toBe(4);
});

test('waiting counts as priority', () => {
  const now = 3 * agingMilliseconds;
  const old = run(1, 'a', { queuedAt: 0 });
  const urgent = run(2, 'b', { queuedAt: now, priority: 2 });
  expect(picked([old, urgent], { now })).toBe(1);
  expect(picked([old, { ...urgent, priority: 4 }], { now })).toBe(2);
});

test('a clock that was set back harms nobody', () => {
  expect(picked([run(1, 'a', { queuedAt: 10_000_000, dueAt: 10_000_000 })], { now: 0 })).toBe(1);
});

/** A busy system: a run takes 20 s, urgent ones of other tenants never stop coming. */
test('no starvation: whatever its priority, a run gets its turn within bounded time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 4 }), (urgency, tenants) => {
      const lastTurn = new Map<string, number>();
      let pending = [run(0, 'patient', { priority: -3 })];
      let place = 1;
      for (let now = 0; now <= 20 * agingMilliseconds * (urgency + 4); now += 20_000) {
        for (let tenant = 0; tenant < tenants; tenant += 1) {
          pending.push(run((place += 1), `urgent-${tenant}`, { priority: urgency, queuedAt: now }));
        }
        const next = pickNext(picture(pending, { now, lastTurn }));
        if (next?.tenant === 'patient') return;
        pending = pending.filter((one) => one !== next);
        lastTurn.set(next?.tenant ?? '', now);
      }
      throw new Error('the patient run never got its turn');
    }),
    { numRuns: 30 },
  );
});

test('fair: tenants with equal priority take turns, however many runs each has', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 2, maxLength: 6 }), (sizes) => {
      let pending = sizes.flatMap((size, tenant) =>
        Array.from({ length: size }, (_, n) => run(tenant * 100 + n, `t${tenant}`)),
      );
      const lastTurn = new Map<string, number>();
      const order: string[] = [];
      for (let now = 1; pending.length > 0; now += 1) {
        const next = pickNext(picture(pending, { now, lastTurn }));
        if (next === undefined) throw new Error('nobody was picked');
        pending = pending.filter((one) => one !== next);
        lastTurn.set(next.tenant, now);
        order.push(next.tenant);
      }
      // In the first round everybody has had one turn before anybody has a second one.
      expect(new Set(order.slice(0, sizes.length)).size).toBe(sizes.length);
    }),
  );
});
