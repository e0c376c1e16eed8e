import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const mount = '/bin/mount';
const unmount = '/bin/umount';

/** A disk of its own at a folder that is there; what the folder held is hidden until it is gone. */
export class SmallDisk implements Disposable {
  readonly folder: string;
  readonly #filler: string;

  constructor(folder: string, mebibytes = 16) {
    this.folder = folder;
    this.#filler = join(folder, '.filler');
    execFileSync(mount, ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder], { stdio: 'pipe' });
  }

  /** Bytes. */
  async free(): Promise<number> {
    const { bavail, bsize } = await statfs(this.folder);
    return bavail * bsize;
  }

  /** Leaves so many bytes free. */
  async fill(room: number): Promise<void> {
    await this.empty();
    await writeFile(this.#filler, Buffer.alloc(Math.max(0, (await this.free()) - room)));
  }

  empty(): Promise<void> {
    return rm(this.#filler, { force: true });
  }

  readOnly(yes: boolean): void {
    execFileSync(mount, ['-o', `remount,${yes ? 'ro' : 'rw'}`, this.folder], { stdio: 'pipe' });
  }

  [Symbol.dispose](): void {
    execFileSync(unmount, ['--lazy', this.folder]);
  }
}

/** Whether this user may mount a disk. */
export function mayMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'quayside-mount-'));
  try {
    using disk = new SmallDisk(folder, 1);
    return disk.folder === folder;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
