import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { Journal } from '../../core/journal/journal.ts';
import { Folder, openSample, stage } from './sample.ts';

describe('a journal that another process keeps locked', () => {
  it('is waited for 5 seconds, then said to be locked; nothing was written', () => {
    using folder = new Folder();
    using journal = openSample(folder.journal);
    journal.append([stage('r1', 'read')]);
    using other = new DatabaseSync(folder.journal);
    other.exec('BEGIN IMMEDIATE');
    const before = performance.now();
    expect(() => journal.append([stage('r1', 'judge')])).toThrow(
      expect.objectContaining({
        code: 'CONFLICT',
        retryable: true,
        message: expect.stringMatching(/stayed locked by another process/),
      }),
    );
    expect(performance.now() - before).toBeGreaterThan(4500);
    expect(performance.now() - before).toBeLessThan(10_000);
    // Reading goes on meanwhile.
    expect(journal.head().seq).toBe(1);
    other.exec('ROLLBACK');
    expect(journal.append([stage('r1', 'judge')])[0]?.seq).toBe(2);
  });
});

const mount = '/bin/mount';
const unmount = '/bin/umount';

/** A small disk of its own, where this user may mount one. */
class SmallDisk implements Disposable {
  readonly path: string;

  constructor(folder: string) {
    this.path = join(folder, 'disk');
    mkdirSync(this.path);
    execFileSync(mount, ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', this.path], { stdio: 'pipe' });
  }

  [Symbol.dispose](): void {
    execFileSync(unmount, [this.path]);
  }
}

function mayMount(): boolean {
  using folder = new Folder();
  try {
    using disk = new SmallDisk(folder.path);
    return disk.path !== '';
  } catch {
    return false;
  }
}

describe.skipIf(!mayMount())('a journal on a full disk (needs the right to mount a tmpfs)', () => {
  it('says so, keeps what it had, and goes on when there is space', async () => {
    using folder = new Folder();
    using disk = new SmallDisk(folder.path);
    using journal = openSample(join(disk.path, 'journal.sqlite'));
    const filled = fill(journal);
    expect(filled.failure).toMatchObject({ code: 'DISK_FULL', retryable: true });
    expect(filled.records).toBeGreaterThan(0);
    expect(await journal.verify([])).toMatchObject({ records: filled.records, faults: [] });
    execFileSync(mount, ['-o', 'remount,size=8m', disk.path]);
    expect(journal.append([stage('r1', 'goes on')])[0]?.seq).toBe(filled.records + 1);
  });
});

describe.skipIf(!mayMount())(
  'a journal on a disk that turns read-only (needs the right to mount a tmpfs)',
  () => {
    it('says so on opening, and keeps what it had', async () => {
      using folder = new Folder();
      using disk = new SmallDisk(folder.path);
      const file = join(disk.path, 'journal.sqlite');
      {
        using journal = openSample(file);
        journal.append([stage('r1', 'read')]);
      }
      execFileSync(mount, ['-o', 'remount,ro', disk.path]);
      expect(() => openSample(file)).toThrow(
        expect.objectContaining({
          code: 'NOT_WRITABLE',
          message: expect.stringMatching(/journal\.sqlite cannot be/),
        }),
      );
      execFileSync(mount, ['-o', 'remount,rw', disk.path]);
      using journal = openSample(file);
      expect(await journal.verify([])).toMatchObject({ records: 1, faults: [] });
    });
  },
);

/** Appends until it fails. */
function fill(journal: Journal): { readonly records: number; readonly failure: unknown } {
  for (;;) {
    const { seq } = journal.head();
    try {
      journal.append(Array.from({ length: 10 }, (_, index) => stage('r1', 'x'.repeat(150 + index))));
    } catch (failure) {
      return { records: seq, failure };
    }
  }
}
