import { execFileSync } from 'node:child_process';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A small disk of its own, which can be filled and taken away the right to write to. */
export interface SmallDisk extends AsyncDisposable {
  readonly folder: string;
  /** Leaves so many bytes. */
  readonly fill: (left: number) => Promise<void>;
  readonly free: () => Promise<void>;
  readonly setWritable: (isWritable: boolean) => void;
}

/** Undefined where this machine lets nobody mount one. */
export async function mountSmallDisk(folder: string, mebibytes: number): Promise<SmallDisk | undefined> {
  await mkdir(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  const filler = join(folder, 'filler');
  return {
    folder,
    fill: async (left) => {
      const { bavail, bsize } = await statfs(folder);
      await writeFile(filler, Buffer.alloc(Math.max(0, bavail * bsize - left)));
    },
    free: () => rm(filler, { force: true }),
    setWritable: (isWritable) => {
      // Over itself: the disk has open files, which a remount would wait for.
      if (isWritable) return void execFileSync('umount', ['-l', folder]);
      execFileSync('mount', ['--bind', folder, folder]);
      execFileSync('mount', ['-o', 'remount,bind,ro', folder]);
    },
    async [Symbol.asyncDispose]() {
      execFileSync('umount', ['-l', folder]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
