import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sqlitePointers } from '../../core/catalog/sqlite-pointers.ts';

/** A small disk of its own, where this user may mount one. */
class SmallDisk implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'quayside-disk-'));
  readonly path = join(this.#folder, 'disk');

  constructor() {
    mkdirSync(this.path);
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', this.path], { stdio: 'pipe' });
  }

  /** Makes it so large that only so many KiB are free. */
  leave(kibibytes: number): void {
    const { blocks, bfree, bsize } = statfsSync(this.path);
    const size = (blocks - bfree) * bsize + kibibytes * 1024;
    execFileSync('/bin/mount', ['-o', `remount,size=${size}`, this.path]);
  }

  [Symbol.dispose](): void {
    execFileSync('/bin/umount', [this.path]);
    rmSync(this.#folder, { recursive: true });
  }
}

function mayMount(): boolean {
  try {
    using disk = new SmallDisk();
    return disk.path !== '';
  } catch {
    return false;
  }
}

const table = { namespace: 'shop', name: 'goods' };
const move = { table, from: 'a', to: 'b' };

test.skipIf(!mayMount()).each([0, 4, 16, 24, 32])(
  'a catalog on a disk with %i KiB left says that it is full, and goes on when there is space (needs the right to mount a tmpfs)',
  async (left) => {
    using disk = new SmallDisk();
    const path = join(disk.path, 'catalog.sqlite');
    {
      await using made = sqlitePointers(path);
      await made.insert(table, 'a');
    }
    disk.leave(left);
    const swap = async (): Promise<boolean> => {
      await using pointers = sqlitePointers(path);
      return await pointers.swap([move]);
    };
    await expect(swap()).rejects.toMatchObject({ code: 'DISK_FULL', retryable: true });
    disk.leave(4096);
    await using pointers = sqlitePointers(path);
    expect(await pointers.locate(table)).toBe('a');
    expect(await swap()).toBe(true);
    expect(await pointers.locate(table)).toBe('b');
  },
);
