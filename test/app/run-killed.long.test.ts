import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { RunResult } from '../../core/app/run-result.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import { document, start } from '../cli/run.ts';

/** Runs are killed at times spread over a whole run; each time the tables are as before or as after it, and the next run goes on. */
test('a killed run leaves nothing half, and the next one goes on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quayside-killed-'));
  try {
    const source = join(folder, 'delivery');
    const size = ['--suppliers', '3000', '--parts', '3000', '--seed', '4'];
    await document(['generate', '--tenant', 'acme', '--out', source, ...size]);
    const run = (workspace: string) =>
      ['run', '--tenant', 'acme', '--source', source, '--workspace'].concat(join(folder, workspace));
    const began = performance.now();
    const whole = await document<RunResult>(run('whole'));
    const duration = performance.now() - began;
    const kills = 6;
    for (let kill = 1; kill <= kills; kill += 1) {
      const workspace = `killed-${kill}`;
      const child = spawn(process.execPath, [start, ...run(workspace)], { stdio: 'ignore' });
      const ended = new Promise((resolve) => child.once('close', resolve));
      await setTimeout((duration * kill) / kills);
      child.kill('SIGKILL');
      await ended;
      const before = await snapshotsIn(folder, workspace);
      // Both datasets are published together.
      expect([
        [0, 0],
        [1, 1],
      ]).toContainEqual(before);
      const { datasets } = await document<RunResult>(run(workspace));
      for (const name of ['suppliers', 'parts'] as const) {
        const [found, expected] = [datasets[name], whole.datasets[name]];
        expect([(found?.inserted ?? 0) + (found?.unchanged ?? 0), found?.quarantined]).toEqual([
          expected?.inserted,
          expected?.quarantined,
        ]);
      }
      expect(await snapshotsIn(folder, workspace)).toEqual([1, 1]);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** Snapshots with data of the two silver tables; 0 where there is no table yet. */
async function snapshotsIn(folder: string, workspace: string): Promise<readonly number[]> {
  await using open = await Workspace.open(
    { limits: { memory: 1024 ** 3, threads: 1 }, scratchRoot: folder, now: () => new Date() },
    join(folder, workspace),
  );
  const names = await open.catalog.list('supply_chain');
  return await Promise.all(
    ['dim_suppliers_v1', 'dim_parts_v1'].map(async (wanted) => {
      const name = names.find((one) => one.name === wanted);
      if (name === undefined) return 0;
      const table = await open.catalog.load(name);
      const { files } = await planScan(table);
      expect(files.length > 0).toBe(table.metadata.snapshots.length > 0);
      return table.metadata.snapshots.length;
    }),
  );
}
