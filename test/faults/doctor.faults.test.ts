import { spawnSync } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { DoctorReport } from '../../core/app/doctor/doctor.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { findLeftovers } from '../../core/silver/leftovers.ts';
import { Lakehouse } from '../app/lakehouse.ts';
import { quayside } from '../cli/run.ts';
import { asOf } from './failing-store.ts';

const program = join(import.meta.dirname, 'doctor-kill-main.ts');
const step = process.env['QUAYSIDE_FAULTS'] === 'full' ? 1 : 5;

/** How often a run writes; undefined where it was killed before the write of that number. */
function killedRun(given: object, at: number): number | undefined {
  const { signal, stdout, stderr } = spawnSync(
    process.execPath,
    [program, JSON.stringify({ ...given, at })],
    {
      encoding: 'utf8',
    },
  );
  if (signal === 'SIGKILL') return undefined;
  expect(stderr).toBe('');
  return Number(stdout);
}

/** The doctor as a person calls it, at once: no file is old enough to be anybody's but by what it is. */
async function repairedAtOnce(lake: Lakehouse, where: string): Promise<readonly string[]> {
  const args = ['doctor', '--repair', '--json', '--min-free', '0', '--workspace', lake.workspace];
  const { code, stdout } = await quayside(args, { QUAYSIDE_SCRATCH: lake.folder });
  expect(code, `${where}: ${stdout}`).toBe(0);
  const report = JSON.parse(stdout) as DoctorReport;
  expect(report.sound, where).toBe(true);
  return report.checks.flatMap(({ findings }) =>
    findings.filter(({ state }) => state === 'repaired').map(({ code: repaired }) => repaired),
  );
}

test.each([
  { name: 'first', before: 0 },
  { name: 'next', before: 1 },
])(
  'the $name run, killed before any of its writes: the doctor leaves no file that nothing needs, and the next run goes on',
  async ({ before }) => {
    await using lake = await Lakehouse.open();
    const sources = [await lake.delivery('acme', 1), await lake.delivery('acme', 2)] as const;
    const source = sources[before === 0 ? 0 : 1];
    if (before > 0) await lake.run('acme', sources[0], { asOf });
    const backup = join(lake.folder, 'backup');
    const restore = async (): Promise<void> => {
      await rm(lake.workspace, { recursive: true, force: true });
      if (before > 0) await cp(backup, lake.workspace, { recursive: true });
    };
    if (before > 0) await cp(lake.workspace, backup, { recursive: true });
    const given = { workspace: lake.workspace, source, scratchRoot: lake.folder };
    const writes = killedRun(given, 0) ?? 0;
    expect(writes).toBeGreaterThan(8);
    const after = await lake.content('acme');
    const repaired = new Map<string, number>();
    for (let at = 1; at <= writes; at += step) {
      const where = `killed before write ${at} of ${writes}`;
      await restore();
      expect(killedRun(given, at), where).toBe(undefined);
      for (const code of await repairedAtOnce(lake, where)) repaired.set(code, (repaired.get(code) ?? 0) + 1);
      {
        await using open = await Workspace.open(lake.host, lake.workspace);
        expect(await findLeftovers(open.catalog, open.journal, open.folder), where).toEqual([]);
        expect(open.journal.openIntents(), where).toEqual([]);
      }
      expect(await lake.faults(), where).toEqual([]);
      await lake.run('acme', source, { asOf });
      const now = await lake.content('acme');
      for (const [table, content] of Object.entries(after))
        expect(now[table]?.rows, `${where}, ${table}`).toBe(content.rows);
      expect(await repairedAtOnce(lake, where), where).toEqual([]);
    }
    console.log([...repaired].map(([code, times]) => `${code}: ${times}`).join(', '));
  },
);
