import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../../core/app/run.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { showTable } from '../../core/app/table-views.ts';
import { runUpkeep, showUpkeep } from '../../core/app/upkeep-command.ts';
import { Harbour, table } from './harbour.ts';

test('upkeep that is switched off, or fails, or is cancelled leaves the run as it is', async () => {
  await using harbour = await Harbour.open({ smallFiles: 2, tables: { [table]: { compact: false } } });
  const row = (number: number) => [`S-${number},Kran,2026-10-0${number}`];
  await harbour.run('acme', 'a', row(1));
  const off = await harbour.run('acme', 'b', row(2));
  expect(await harbour.upkeepOf(off.runId)).toBeUndefined();
  expect(await harbour.size()).toMatchObject({ files: 2, snapshots: 2 });
  const settings = join(harbour.lake.workspace, 'settings.json');

  await writeFile(settings, '{"upkeep": {"smallFiles": "many"}}');
  const failed = await harbour.run('acme', 'c', row(3));
  expect(failed.status).toBe('published');
  expect(await harbour.upkeepOf(failed.runId)).toMatchObject({ tables: [], error: 'SETTINGS_INVALID' });

  await writeFile(settings, '{"upkeep": {"smallFiles": 2}}');
  const cancel = new AbortController();
  const stages: string[] = [];
  const cancelled = await harbour.run('acme', 'd', row(4), {
    signal: cancel.signal,
    progress: ({ stage }) => {
      stages.push(stage);
      if (stage === 'upkeep') cancel.abort();
    },
  });
  expect(cancelled.status).toBe('published');
  expect(stages).toContain('upkeep');
  const record = { table, error: 'CANCELLED' };
  expect(await harbour.upkeepOf(cancelled.runId)).toMatchObject({ tables: [record] });
  expect(await harbour.size()).toMatchObject({ files: 4, snapshots: 4 });
  expect(await harbour.lake.faults()).toEqual([]);

  const done = await harbour.run('acme', 'e', row(5));
  expect(await harbour.upkeepOf(done.runId)).toMatchObject({
    tables: [{ table, compacted: { removed: 5, added: 1 } }],
  });
  expect(await harbour.size()).toMatchObject({ files: 1, snapshots: 6 });
  // It changes nobody's rows: the delivery again is answered from the record.
  const again = await run(harbour.host, {
    tenant: 'acme',
    timezone: 'UTC',
    severities: {},
    sources: [join(harbour.lake.folder, 'e')],
    workspace: harbour.lake.workspace,
  });
  expect(again.status).toBe('unchanged');
});

test('after a run only the tenant’s own files are touched; by hand all tenants’', async () => {
  await using harbour = await Harbour.open({ compact: false });
  for (const number of [1, 2, 3]) {
    await harbour.run('acme', `a-${number}`, [`S-${number},Kran,2026-10-0${number}`]);
    await harbour.run('globex', `g-${number}`, [`S-${number},Werft,2026-10-0${number}`]);
  }
  const before = await harbour.names();
  const { workspace } = harbour.lake;
  await writeFile(join(workspace, 'settings.json'), '{"upkeep": {"smallFiles": 3}}');
  const shown = await showTable(harbour.host, workspace, table);
  expect(shown.upkeep).toMatchObject({ due: true, files: 6, partitions: 2, snapshots: 0 });
  const { runId } = await harbour.run('acme', 'a-4', ['S-4,Kai,2026-10-04']);
  expect(await harbour.upkeepOf(runId)).toMatchObject({ tables: [{ compacted: { removed: 4, added: 1 } }] });
  expect(await harbour.size()).toMatchObject({ files: 4 });

  await using open = await Workspace.open(harbour.host, workspace);
  const lease = open.journal.acquireLease({ tenant: 'globex', operation: 'run', seconds: 60 });
  expect(await runUpkeep(harbour.host, { workspace, table })).toMatchObject({
    status: 'done',
    tables: [{ table, error: 'CONFLICT' }],
  });
  open.journal.releaseLease(lease);
  expect(await showUpkeep(harbour.host, { workspace })).toMatchObject({ status: 'shown' });
  const done = await runUpkeep(harbour.host, { workspace });
  expect(done.tables.find((one) => one.table === table)).toMatchObject({
    compacted: { removed: 3, added: 1 },
  });
  expect(await harbour.size()).toMatchObject({ files: 2 });
  expect(await runUpkeep(harbour.host, { workspace })).toMatchObject({ status: 'unchanged' });
  expect(await harbour.names()).toEqual(before.toSpliced(3, 0, ['acme', 'S-4', 'Kai']));
  expect(await harbour.lake.faults()).toEqual([]);
});
