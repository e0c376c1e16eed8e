import { hostname } from 'node:os';
import { spawnSync } from 'node:child_process';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Journal } from '../../core/journal/journal.ts';
import { keepLease } from '../../core/journal/keep-lease.ts';
import { mayBeAlive } from '../../core/journal/lease-owner.ts';
import { Clock, Folder, openSample, started } from './sample.ts';

const request = { tenant: 'acme', operation: 'publish', seconds: 30 };
const conflict = (text: RegExp) =>
  expect.objectContaining({ code: 'CONFLICT', retryable: true, message: expect.stringMatching(text) });

/** Two engines on one workspace, by one clock. */
class Engines implements Disposable {
  readonly folder = new Folder();
  readonly clock = new Clock();
  alive = true;
  readonly first: Journal;
  readonly second: Journal;

  constructor() {
    const options = { clock: this.clock.read, isAlive: () => this.alive };
    this.first = openSample(this.folder.journal, { ...options, actor: 'ada' });
    this.second = openSample(this.folder.journal, { ...options, actor: 'grace' });
  }

  [Symbol.dispose](): void {
    this.first[Symbol.dispose]();
    this.second[Symbol.dispose]();
    this.folder[Symbol.dispose]();
  }
}

describe('a lease', () => {
  it('keeps a second engine out, and says who has it', () => {
    using engines = new Engines();
    const lease = engines.first.acquireLease(request);
    expect(() => engines.second.acquireLease(request)).toThrow(
      conflict(
        /^ada \(process \d+ on .+\) holds the lease for "publish" of tenant acme until 2026-11-24T08:00:30.000Z/,
      ),
    );
    engines.first.releaseLease(lease);
    engines.second.acquireLease(request);
  });

  it('is of one tenant and one operation', () => {
    using engines = new Engines();
    engines.first.acquireLease(request);
    engines.second.acquireLease({ ...request, tenant: 'other' });
    engines.second.acquireLease({ ...request, tenant: null });
    engines.second.acquireLease({ ...request, operation: 'expire' });
    expect(() => engines.first.acquireLease({ ...request, tenant: null })).toThrow(conflict(/grace/));
  });

  it('taken elsewhere by a clock that was set back since keeps nobody out until that time comes', () => {
    using folder = new Folder();
    const clock = new Clock();
    const options = { clock: clock.read, isAlive: () => true };
    using journal = openSample(folder.journal, options);
    journal.acquireLease(request);
    const db = new DatabaseSync(folder.journal);
    const ahead = '2026-11-26T08:00:30.000Z';
    const held = (host: string): void => {
      db.prepare("UPDATE leases SET expires_at = ?, owner = json_set(owner, '$.host', ?)").run(ahead, host);
    };
    // Here it is known that the process lives: it renews its lease by the clock as it is now.
    held(hostname());
    expect(() => journal.acquireLease(request)).toThrow(conflict(/until 2026-11-26/));
    held('elsewhere');
    journal.acquireLease(request);
    db.close();
  });

  it('says since when its holder may write, however its clock is set meanwhile', () => {
    using engines = new Engines();
    const lease = engines.first.acquireLease(request);
    const since = () => engines.second.leases().map((one) => one.since);
    expect(since()).toEqual(['2026-11-24T08:00:00.000Z']);
    engines.clock.pass(3600);
    engines.first.renewLease(lease, 30);
    expect(since()).toEqual(['2026-11-24T08:00:00.000Z']);
    engines.clock.pass(-7200);
    engines.first.renewLease(lease, 30);
    engines.clock.pass(7200);
    engines.first.renewLease(lease, 30);
    expect(since()).toEqual(['2026-11-24T07:00:00.000Z']);
  });

  it('ends with its time, and lives on by heartbeats', () => {
    using engines = new Engines();
    const lease = engines.first.acquireLease(request);
    engines.clock.pass(29);
    expect(engines.first.renewLease(lease, 30)?.expiresAt).toBe('2026-11-24T08:00:59.000Z');
    engines.clock.pass(29);
    expect(() => engines.second.acquireLease(request)).toThrow(conflict(/ada/));
    engines.clock.pass(1);
    engines.second.acquireLease(request);
    expect(engines.first.renewLease(lease, 30)).toBeUndefined();
  });

  it('ends with the process that held it', () => {
    using engines = new Engines();
    engines.first.acquireLease(request);
    engines.alive = false;
    engines.second.acquireLease(request);
  });

  it('guards what is appended under it', () => {
    using engines = new Engines();
    const lease = engines.first.acquireLease(request);
    engines.first.append([started('r1')], lease);
    engines.clock.pass(31);
    engines.first.append([started('r2')], lease);
    const taken = engines.second.acquireLease(request);
    expect(() => engines.first.append([started('r3')], lease)).toThrow(conflict(/lost to grace/));
    engines.first.releaseLease(lease);
    engines.second.append([started('r4')], taken);
    expect(engines.first.log().map(({ kind, seq }) => `${kind} ${seq}`)).toEqual([
      'run-started 3',
      'run-started 2',
      'run-started 1',
    ]);
  });

  it('is not in the chain', () => {
    using engines = new Engines();
    engines.first.releaseLease(engines.first.acquireLease(request));
    expect(engines.first.head().seq).toBe(0);
  });
});

describe('a kept lease', () => {
  it('is renewed until it is given back', async () => {
    using folder = new Folder();
    using first = openSample(folder.journal, { clock: () => new Date() });
    using second = openSample(folder.journal, { clock: () => new Date() });
    {
      using kept = keepLease(first, first.acquireLease({ ...request, seconds: 0.6 }), 0.6);
      await setTimeout(1500);
      expect(() => second.acquireLease(request)).toThrow(conflict(/holds the lease/));
      expect(kept.signal.aborted).toBe(false);
    }
    second.acquireLease(request);
  });

  it('says when it was lost', async () => {
    using folder = new Folder();
    const clock = new Clock();
    using first = openSample(folder.journal, { clock: clock.read });
    using second = openSample(folder.journal, { clock: clock.read });
    using kept = keepLease(first, first.acquireLease({ ...request, seconds: 0.3 }), 0.3);
    clock.pass(1);
    const taken = second.acquireLease(request);
    await setTimeout(300);
    expect(kept.signal.reason).toEqual(conflict(/was lost/));
    expect(second.renewLease(taken, 30)).toBeDefined();
  });
});

describe('the owner of a lease', () => {
  it('is gone where its process is', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    expect(mayBeAlive({ actor: 'ada', host: hostname(), pid })).toBe(false);
    expect(mayBeAlive({ actor: 'ada', host: hostname(), pid: process.pid })).toBe(true);
    expect(mayBeAlive({ actor: 'ada', host: 'elsewhere', pid })).toBe(true);
  });
});
