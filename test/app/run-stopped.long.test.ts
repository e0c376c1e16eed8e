import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { auditVerify } from '../../core/app/audit.ts';
import type { RunResult } from '../../core/app/run-result.ts';
import { showTable } from '../../core/app/table-views.ts';
import { document, quayside, start } from '../cli/run.ts';
import { TestHost } from './host.ts';

const asOf = '2026-11-24T02:00:00Z';

/**
 * A process stands still for longer than its lease, at times spread over a whole run. Another one does the run meanwhile; the first then
 * goes on and must not do it a second time, nor spoil it.
 */
test('a run that stood still does no harm when it goes on', async () => {
  await using here = await TestHost.open();
  const source = join(here.folder, 'delivery');
  const size = ['--suppliers', '6000', '--parts', '6000', '--seed', '4', '--as-of', asOf];
  await document(['generate', '--tenant', 'acme', '--out', source, ...size]);
  const run = (workspace: string) =>
    ['run', '--tenant', 'acme', '--source', source, '--as-of', asOf, '--workspace'].concat(workspace);
  const began = performance.now();
  const whole = await document<RunResult>(run(join(here.folder, 'whole')));
  const duration = performance.now() - began;
  const environment = { QUAYSIDE_LEASE_SECONDS: '1' };
  const ended: (number | null)[] = [];
  for (let stop = 1; stop <= 5; stop += 1) {
    const workspace = join(here.folder, `stopped-${stop}`);
    const child = spawn(process.execPath, [start, ...run(workspace)], {
      stdio: 'ignore',
      env: { ...process.env, ...environment },
    });
    const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
    await setTimeout((duration * stop) / 6);
    child.kill('SIGSTOP');
    await setTimeout(1500);
    // With a lease of the usual length: on a busy machine a second is soon over.
    const meanwhile = await quayside(run(workspace));
    child.kill('SIGCONT');
    // Done before it stood still, or told that it is not its turn any more.
    const code = await closed;
    // It may stand still in the middle of a transaction of SQLite: then the other one is told so, and comes later.
    if (meanwhile.code !== 0) expect(meanwhile.stderr).toContain('stayed locked by another process');
    const result = await document<RunResult>(run(workspace));
    expect([0, 4]).toContain(code);
    ended.push(code);
    for (const name of ['suppliers', 'parts'] as const) {
      const [found, expected] = [result.datasets[name], whole.datasets[name]];
      expect([(found?.inserted ?? 0) + (found?.unchanged ?? 0), found?.quarantined]).toEqual([
        expected?.inserted,
        expected?.quarantined,
      ]);
      const table = await showTable(here.host, workspace, `supply_chain.dim_${name}_v1`);
      expect([table.rows, table.snapshots.length]).toEqual([expected?.inserted, 1]);
    }
    expect(await auditVerify(here.host, workspace)).toMatchObject({ whole: true });
  }
  // Some were really in the middle of it.
  expect(ended).toContain(4);
});
