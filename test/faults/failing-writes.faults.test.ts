import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Workspace } from '../../core/app/run-workspace.ts';
import { findLeftovers } from '../../core/silver/leftovers.ts';
import { Lakehouse } from '../app/lakehouse.ts';
import { asOf, disturbedRun } from './failing-store.ts';

/** What does not tell when, and in which run. */
async function rowsOf(lake: Lakehouse): Promise<unknown> {
  const { dim_parts_v1, dim_suppliers_v1, quarantine_parts_v1, quarantine_suppliers_v1 } =
    await lake.content('acme');
  return [dim_parts_v1, dim_suppliers_v1, quarantine_parts_v1?.rows ?? 0, quarantine_suppliers_v1?.rows ?? 0];
}

test('a write that fails leaves all as before or all published, and the next run goes on', async () => {
  await using lake = await Lakehouse.open();
  await lake.run('acme', await lake.delivery('acme', 1), { asOf });
  const source = await lake.delivery('acme', 2);
  const before = await rowsOf(lake);
  const backup = join(lake.folder, 'backup');
  await cp(lake.workspace, backup, { recursive: true });
  const { writes, error } = await disturbedRun(lake.host, lake.workspace, source, {
    fails: () => false,
    when: 'before',
  });
  expect(error).toBe(undefined);
  expect(writes).toBeGreaterThan(8);
  const after = await rowsOf(lake);
  const full = process.env['QUAYSIDE_FAULTS'] === 'full';
  const ats = Array.from({ length: writes }, (_, index) => index + 1).filter((at) => full || at % 6 === 1);
  let failed = 0;
  for (const when of ['before', 'after'] as const) {
    for (const at of ats) {
      await rm(lake.workspace, { recursive: true });
      await cp(backup, lake.workspace, { recursive: true });
      const { error: told } = await disturbedRun(lake.host, lake.workspace, source, {
        fails: (write) => write === at,
        when,
      });
      // Nothing depends on the mirror: a run goes well without it.
      if (told !== undefined) {
        failed += 1;
        expect(told, `write ${at}, ${when}`).toMatchObject({ code: 'NOT_WRITABLE' });
      }
      expect(await rowsOf(lake), `write ${at}, ${when}`).toEqual(told === undefined ? after : before);
      expect(await lake.faults()).toEqual([]);
      await lake.run('acme', source, { asOf });
      expect(await rowsOf(lake), `write ${at}, ${when}`).toEqual(after);
      expect(await lake.faults()).toEqual([]);
      await using workspace = await Workspace.open(lake.host, lake.workspace);
      expect(workspace.journal.openIntents()).toEqual([]);
      const left = await findLeftovers(workspace.catalog, workspace.journal, lake.workspace);
      // What was written although the answer was an error is found.
      expect(left.length, `write ${at}, ${when}`).toBeLessThanOrEqual(when === 'before' ? 0 : 1);
    }
  }
  expect(failed).toBeGreaterThan(3);
});
