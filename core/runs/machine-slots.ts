import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { z } from 'zod';
import type { Limits } from '../base/limits.ts';
import { isAlive, parseMark, type ProcessMark, thisProcess } from '../base/process-mark.ts';
import { type Database, openDatabase } from '../journal/database.ts';
import { slotsKind } from './machine-slots.sql.ts';
import { mayTake } from './may-take.ts';

const slotRow = z.object({
  slot: z.string(),
  engine: z.string(),
  holder: z.string(),
  memory: z.number(),
  threads: z.number(),
});
const waitingRow = z.object({ engine: z.string(), since: z.number(), seen_at: z.number() });

/** An engine that waits asks a few times a second; one that did not for so long has something else to do. */
const patienceMilliseconds = 5000;

/**
 * Counts the workers of one user over all workspaces of the machine, so that their shares of memory and threads stay within what one engine
 * may use. The holder of a slot is a process, told by number and birth: one that is gone holds none. No daemon.
 */
export class MachineSlots implements Disposable {
  /** Absolute path. */
  readonly file: string;
  readonly #db: Database;
  readonly #self: ProcessMark;
  readonly #now: () => number;

  /** Throws as the journal's database; see `slotsOf`. */
  constructor(file: string, clock: () => Date, self = thisProcess()) {
    this.file = file;
    this.#db = openDatabase(file, slotsKind);
    this.#self = self;
    this.#now = () => clock().getTime();
  }

  /** A slot for a worker with this share where `jobs` of them are on at most; undefined: not now, and this engine waits for one. */
  take(share: Limits, jobs: number): string | undefined {
    const engine = JSON.stringify(this.#self);
    return this.#db.immediate(() => {
      const on = this.#alive();
      const since = this.#waits(engine);
      const waiting = this.#waiting().filter((one) => one.engine !== engine);
      const workersOf = (whose: string): number => on.filter((one) => one.engine === whose).length;
      const picture = {
        taken: {
          memory: on.reduce((sum, { memory }) => sum + memory, 0),
          threads: on.reduce((sum, { threads }) => sum + threads, 0),
        },
        mine: workersOf(engine),
        since,
        waiting: waiting.map((one) => ({ workers: workersOf(one.engine), since: one.since })),
      };
      if (!mayTake(picture, share, jobs)) return undefined;
      const slot = randomUUID();
      this.#hold(slot, engine, share);
      this.#db.run('DELETE FROM waiting WHERE engine = ?', engine);
      return slot;
    });
  }

  /** This engine has nothing to start now. */
  wantNone(): void {
    this.#db.immediate(() =>
      this.#db.run('DELETE FROM waiting WHERE engine = ?', JSON.stringify(this.#self)),
    );
  }

  /** A worker says that it is the holder from now on: the slot stays taken while it lives, whatever becomes of its engine. */
  attach(slot: string, share: Limits): void {
    const self = JSON.stringify(this.#self);
    this.#db.immediate(() => {
      const known = this.#db.rows('SELECT * FROM slots WHERE slot = ?', slot)[0];
      // Its engine is gone already, and somebody found that out.
      this.#hold(slot, known === undefined ? self : slotRow.parse(known).engine, share);
    });
  }

  release(slot: string): void {
    this.#db.immediate(() => this.#db.run('DELETE FROM slots WHERE slot = ?', slot));
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }

  #hold(slot: string, engine: string, { memory, threads }: Limits): void {
    this.#db.run(
      'INSERT OR REPLACE INTO slots (slot, engine, holder, memory, threads) VALUES (?, ?, ?, ?, ?)',
      slot,
      engine,
      JSON.stringify(this.#self),
      memory,
      threads,
    );
  }

  /** Slots of processes that are gone are free; those of another machine that shares the folder are no business of this one. */
  #alive(): readonly z.infer<typeof slotRow>[] {
    return this.#db
      .rows('SELECT * FROM slots')
      .map((row) => slotRow.parse(row))
      .filter(({ slot, holder }) => {
        const mark = parseMark(holder);
        if (mark.host !== hostname()) return false;
        if (isAlive(mark) !== false) return true;
        this.#db.run('DELETE FROM slots WHERE slot = ?', slot);
        return false;
      });
  }

  /** Since when this engine waits. */
  #waits(engine: string): number {
    const now = this.#now();
    this.#db.run(
      `INSERT INTO waiting (engine, since, seen_at) VALUES (?1, ?2, ?2)
ON CONFLICT (engine) DO UPDATE SET seen_at = excluded.seen_at, since = min(since, excluded.since)`,
      engine,
      now,
    );
    return this.#waiting().find((one) => one.engine === engine)?.since ?? now;
  }

  #waiting(): readonly z.infer<typeof waitingRow>[] {
    const now = this.#now();
    return this.#db
      .rows('SELECT * FROM waiting')
      .map((row) => waitingRow.parse(row))
      .filter(({ engine, seen_at }) => {
        const mark = parseMark(engine);
        const waits =
          mark.host === hostname() &&
          isAlive(mark) !== false &&
          Math.abs(now - seen_at) < patienceMilliseconds;
        if (!waits) this.#db.run('DELETE FROM waiting WHERE engine = ?', engine);
        return waits;
      });
  }
}
