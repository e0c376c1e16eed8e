import { spawn } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Lakehouse } from '../app/lakehouse.ts';
import { asOf } from './failing-store.ts';
import { drawsOf } from './kill.ts';
import { expectSound } from './sound.ts';

const tries = process.env['QUAYSIDE_FAULTS'] === 'full' ? 60 : 3;
const program = join(import.meta.dirname, 'failing-run-main.ts');

/** A run over a failing store; killed after so many milliseconds, if it is not over by then. */
async function killedRun(given: object, milliseconds: number): Promise<'killed' | 'ended'> {
  const child = spawn(process.execPath, [program, JSON.stringify(given)], { stdio: 'inherit' });
  const closed = new Promise<NodeJS.Signals | null>((resolve) =>
    child.once('close', (_, signal) => resolve(signal)),
  );
  const timer = new AbortController();
  void setTimeout(milliseconds, undefined, { signal: timer.signal }).then(
    () => child.kill('SIGKILL'),
    () => undefined,
  );
  const signal = await closed;
  timer.abort();
  return signal === 'SIGKILL' ? 'killed' : 'ended';
}

test('a disk with errors and a process that is killed, twice in a row: all as before or all published, and the next run goes on', async () => {
  await using lake = await Lakehouse.open();
  await lake.run('acme', await lake.delivery('acme', 1), { asOf });
  const source = await lake.delivery('acme', 2);
  const backup = join(lake.folder, 'backup');
  await cp(lake.workspace, backup, { recursive: true });
  const given = { workspace: lake.workspace, source, scratchRoot: lake.folder };
  const began = performance.now();
  await killedRun({ ...given, seed: 0, share: 0, when: 'before' }, 60_000);
  const duration = performance.now() - began;
  const after = await rowsOf(lake);
  const draw = drawsOf(7);
  const seen = new Map<string, number>();
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    await rm(lake.workspace, { recursive: true });
    await cp(backup, lake.workspace, { recursive: true });
    const before = await rowsOf(lake);
    const when = draw() < 0.5 ? 'before' : 'after';
    for (let twice = 0; twice < 2; twice += 1) {
      const seed = attempt * 10 + twice;
      const how = await killedRun({ ...given, seed, share: 0.05, when }, (0.2 + draw()) * duration);
      seen.set(how, (seen.get(how) ?? 0) + 1);
      expect([before, after]).toContainEqual(await rowsOf(lake));
    }
    await lake.run('acme', source, { asOf });
    expect(await rowsOf(lake), `try ${attempt}`).toEqual(after);
    expect(await lake.faults()).toEqual([]);
    await expectSound(lake.host, lake.workspace, `try ${attempt}`);
    expect(await rowsOf(lake)).toEqual(after);
    expect(await lake.faults()).toEqual([]);
  }
  console.log(`over a failing store: ${[...seen].map(([how, times]) => `${times} ${how}`).join(', ')}`);
});

/** What does not tell when, and in which run. */
async function rowsOf(lake: Lakehouse): Promise<unknown> {
  const { dim_parts_v1, dim_suppliers_v1, quarantine_parts_v1, quarantine_suppliers_v1 } =
    await lake.content('acme');
  return [dim_parts_v1, dim_suppliers_v1, quarantine_parts_v1?.rows ?? 0, quarantine_suppliers_v1?.rows ?? 0];
}
