import { mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { quayside } from '../cli/run.ts';
import { drawsOf } from './kill.ts';
import { Several } from './several.ts';
import { expectSound } from './sound.ts';
import { mayMount, SmallDisk } from './small-disk.ts';

const tries = process.env['QUAYSIDE_FAULTS'] === 'full' ? 20 : 1;

describe.skipIf(!mayMount())(
  'runs with workers, on a disk of its own (needs the right to mount a tmpfs)',
  () => {
    let several: Several;
    let calm: unknown;
    beforeAll(async () => {
      several = await Several.open(600);
      for (const round of [1, 2] as const)
        await quayside(several.all('calm', round), several.here.environment);
      calm = await several.content('calm');
    }, 600_000);
    afterAll(() => several[Symbol.asyncDispose]());

    /** Both rounds once more, until all is done: as if nothing had been in the way. */
    async function expectGoesOn(workspace: string): Promise<void> {
      for (const round of [1, 2] as const) {
        const { code, stderr } = await quayside(several.all(workspace, round), several.here.environment);
        expect([code, stderr]).toEqual([0, expect.any(String)]);
      }
      await expectSound(several.host, several.folderOf(workspace), workspace);
      expect(await several.content(workspace), workspace).toEqual(calm);
    }

    test('the disk gets full at random moments, and has room again: what failed says so, and goes on', async () => {
      const draw = drawsOf(21);
      const ends = new Map<string, number>();
      for (let attempt = 1; attempt <= tries; attempt += 1) {
        const workspace = `full-${attempt}`;
        await mkdir(several.folderOf(workspace));
        using disk = new SmallDisk(several.folderOf(workspace), 32);
        let full = false;
        const timer = setInterval(
          () => {
            full = !full;
            const done = full ? disk.fill(draw() * 30_000) : disk.empty();
            // The room may be gone before it is taken.
            done.catch(() => undefined);
          },
          150 + draw() * 500,
        );
        const { code, stdout, stderr } = await quayside(
          [...several.all(workspace, 1), '--json'],
          several.here.environment,
        );
        clearInterval(timer);
        await disk.empty();
        const said = stdout + stderr;
        for (const word of [
          `exit ${code}`,
          ...new Set(said.match(/\b(?:DISK_FULL|NOT_WRITABLE|CONFLICT|INTERNAL)\b/g)),
        ])
          ends.set(word, (ends.get(word) ?? 0) + 1);
        expect(said).not.toContain('INTERNAL');
        await several.quiet(workspace);
        await expectGoesOn(workspace);
      }
      console.log(`full disks: ${[...ends].map(([word, times]) => `${word} ${times}`).join(', ')}`);
    });

    test('the disk becomes read-only while runs are on', async () => {
      const draw = drawsOf(22);
      for (let attempt = 1; attempt <= tries; attempt += 1) {
        const workspace = `read-only-${attempt}`;
        await mkdir(several.folderOf(workspace));
        using disk = new SmallDisk(several.folderOf(workspace), 64);
        const running = quayside(several.all(workspace, 1), several.here.environment);
        await new Promise((resolve) => setTimeout(resolve, 600 + draw() * 2500));
        const did = tryReadOnly(disk);
        const { code } = await running;
        if (did) disk.readOnly(false);
        expect([0, 1, 3, 4]).toContain(code);
        await several.quiet(workspace);
        await expectGoesOn(workspace);
      }
    });

    test('nothing can be started on a full or a read-only disk, and it is said why', async () => {
      await mkdir(several.folderOf('no-room'));
      using disk = new SmallDisk(several.folderOf('no-room'), 4);
      await disk.fill(0);
      const full = await quayside(several.all('no-room', 1), several.here.environment);
      expect([full.code, full.stderr]).toEqual([
        1,
        expect.stringMatching(/^quayside: DISK_FULL: .{30,}\.$/m),
      ]);
      await disk.empty();
      disk.readOnly(true);
      const locked = await quayside(several.all('no-room', 1), several.here.environment);
      expect([locked.code, locked.stderr]).toEqual([
        1,
        expect.stringMatching(/^quayside: NOT_WRITABLE: .{30,}\.$/m),
      ]);
      disk.readOnly(false);
    });
  },
);

/** Linux refuses while files are open for writing. */
function tryReadOnly(disk: SmallDisk): boolean {
  try {
    disk.readOnly(true);
    return true;
  } catch {
    return false;
  }
}
