import { expect, test } from 'vitest';
import { runRollback, showRollback } from '../../core/app/rollback.ts';
import { Lakehouse } from './lakehouse.ts';

test("a rollback brings one tenant's rows back, in all tables, and nothing else", async () => {
  await using lake = await Lakehouse.open();
  const { host, workspace } = lake;
  const first = await lake.run('acme', await lake.delivery('acme', 1));
  const before = await lake.content('acme');
  await lake.run('globex', await lake.delivery('globex', 2));
  const source = await lake.delivery('acme', 3, 260);
  const second = await lake.run('acme', source);
  const after = await lake.content('acme');
  expect(after).not.toEqual(before);
  const globex = await lake.content('globex');
  const command = { workspace, tenant: 'acme', target: { runId: first.runId } };

  const snapshots = await lake.snapshots();
  const shown = await showRollback(host, command);
  expect(shown.status).toBe('shown');
  expect(shown.tables).toHaveLength(4);
  expect(await lake.snapshots()).toEqual(snapshots);

  const done = await runRollback(host, command);
  expect(done.status).toBe('rolled-back');
  expect(done.tables).toEqual(shown.tables);
  for (const { table, rowsBack, rowsGone } of done.tables) {
    const name = table.replace('supply_chain.', '');
    expect(rowsBack - rowsGone).toBe((before[name]?.rows ?? 0) - (after[name]?.rows ?? 0));
  }
  expect(await lake.content('acme')).toEqual(before);
  expect(await lake.content('globex')).toEqual(globex);
  const later = await lake.snapshots();
  for (const { table, rowsBack, rowsGone } of done.tables) {
    const more = rowsBack + rowsGone > 0 ? 1 : 0;
    expect(later[table]).toHaveLength((snapshots[table]?.length ?? 0) + more);
  }
  expect(await lake.faults()).toEqual([]);

  // A second time nothing differs.
  expect((await runRollback(host, command)).status).toBe('unchanged');
  // What was undone is judged anew and gets in again, with the same outcome.
  const again = await lake.run('acme', source);
  expect(again.status).toBe('published');
  expect(again.datasets.suppliers).toMatchObject({
    inserted: second.datasets.suppliers?.inserted,
    updated: second.datasets.suppliers?.updated,
  });
  expect((await lake.run('acme', source)).status).toBe('unchanged');
  expect(await lake.faults()).toEqual([]);
});

test('a snapshot names the moment for all tables; before the first there was nothing', async () => {
  await using lake = await Lakehouse.open();
  const { host, workspace } = lake;
  const globex = await lake.run('globex', await lake.delivery('globex', 2));
  const first = await lake.run('acme', await lake.delivery('acme', 1));
  const before = await lake.content('acme');
  await lake.run('acme', await lake.delivery('acme', 3));
  const others = await lake.content('globex');
  const back = (snapshotId: string | null | undefined) =>
    runRollback(host, { workspace, tenant: 'acme', target: { snapshotId: BigInt(snapshotId ?? '0') } });

  await back(first.datasets.suppliers?.snapshotId);
  expect(await lake.content('acme')).toEqual(before);
  const emptied = await back(globex.datasets.parts?.snapshotId);
  const rows = Object.values(await lake.content('acme')).map((table) => table.rows);
  expect(rows).toEqual([0, 0, 0, 0]);
  expect(emptied.tables.filter(({ toSnapshotId }) => toSnapshotId === null)).toHaveLength(3);
  expect(await lake.content('globex')).toEqual(others);
  expect(await lake.faults()).toEqual([]);

  const target = { runId: globex.runId };
  await expect(showRollback(host, { workspace, tenant: 'acme', target })).rejects.toMatchObject({
    code: 'USAGE',
  });
  await expect(back('1')).rejects.toMatchObject({ code: 'SNAPSHOT_NOT_FOUND' });
});

test('changed rows come back in their old form, and only what was seen by then still counts as seen', async () => {
  await using lake = await Lakehouse.open();
  const { host, workspace } = lake;
  const first = await lake.run(
    'acme',
    await lake.suppliers('a', ['S-1,Hafen,2026-11-01', 'S-2,Kran,2026-11-01']),
  );
  const before = await lake.content('acme');
  // Only a new time for S-1: nothing is written, the time is remembered. S-2 is changed.
  await lake.run('acme', await lake.suppliers('b', ['S-1,Hafen,2026-11-20', 'S-2,Kran GmbH,2026-11-20']));
  const between = await lake.suppliers('c', ['S-1,Hafen AG,2026-11-10', 'S-2,Kran AG,2026-11-10']);
  expect((await lake.run('acme', between)).datasets.suppliers).toMatchObject({ updated: 0, superseded: 2 });

  const target = { runId: first.runId };
  const { tables } = await runRollback(host, { workspace, tenant: 'acme', target });
  expect(tables[0]).toMatchObject({ rowsBack: 1, rowsGone: 1 });
  expect(await lake.content('acme')).toEqual(before);
  expect((await lake.run('acme', between)).datasets.suppliers).toMatchObject({ updated: 2, superseded: 0 });
  expect(await lake.faults()).toEqual([]);
});
