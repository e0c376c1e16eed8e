import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { QuaysideError } from '../../core/base/errors.ts';
import { Bench } from '../../core/app/host.ts';
import { query } from '../../core/app/query.ts';
import { runRollback } from '../../core/app/rollback.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { writeDataFiles } from '../../core/iceberg/data/write-data-files.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import { scanRelation } from '../../core/iceberg/scan/relation.sql.ts';
import { type Sql, sql } from '../../core/sql/sql.ts';
import { Lakehouse } from './lakehouse.ts';

const table = { namespace: 'supply_chain', name: 'dim_suppliers_v1' };

/** As another program appends rows that it made of those that are there. */
async function append(lake: Lakehouse, made: (rows: Sql) => Sql): Promise<void> {
  await using open = await Workspace.open(lake.host, lake.workspace);
  await using bench = await Bench.open(lake.host);
  const loaded = await open.catalog.load(table);
  const rows = made(scanRelation(await planScan(loaded)));
  const files = await writeDataFiles(bench.duck, loaded, rows, { uuid: randomUUID() });
  const add = files.map((file) => ({ file }));
  const snapshotId = open.stamps.snapshotId();
  const change = { kind: 'files', snapshotId, branch: 'main', operation: 'append' } as const;
  await open.catalog.commit([{ table: loaded, changes: [{ ...change, add, remove: [], summary: {} }] }]);
}

const refusal = async (run: Promise<unknown>): Promise<QuaysideError> => {
  const cause = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (cause instanceof QuaysideError) return cause;
  throw new Error('expected it to be refused');
};

const lines = ['S-1,Hafen,2026-11-01', 'S-2,Kran,2026-11-01', 'S-3,Kai,2026-11-01'];

test('rows that another program wrote twice are named, and how to look at them and to get out', async () => {
  await using lake = await Lakehouse.open();
  const { host, workspace } = lake;
  const first = await lake.run('acme', await lake.suppliers('a', lines));
  await lake.run('globex', await lake.suppliers('g', ['S-1,Werft,2026-11-01']));
  const before = await lake.content('acme');
  await append(lake, (rows) => sql`(FROM ${rows} WHERE tenant_id = 'acme' AND supplier_id <> 'S-3')`);
  const snapshots = await lake.snapshots();

  const deliveries = [
    // Another key, the same content, and other content of a key that is there twice.
    await lake.suppliers('b', ['S-4,Mole,2026-11-02']),
    await lake.suppliers('c', ['S-1,Hafen,2026-11-02']),
    await lake.suppliers('d', ['S-1,Hafen AG,2026-11-02']),
  ];
  for (const delivery of deliveries) {
    const { code, message, parameters } = await refusal(lake.run('acme', delivery));
    expect(code).toBe('AUDIT_FAILED');
    expect(message).toContain(
      'supply_chain.dim_suppliers_v1 has several rows with the same supplier_id: "S-1", "S-2". They were there before this run',
    );
    expect(message).toContain('quayside tables snapshots supply_chain.dim_suppliers_v1');
    expect(message).toContain(`quayside tables rollback --tenant acme --to-run ${first.runId}`);
    expect(parameters).toEqual({ findings: ['supply_chain.dim_suppliers_v1: 2 shared supplier_id'] });
    expect(await lake.snapshots()).toEqual(snapshots);
    // The statement that it names does what it says.
    const statement = /quayside query "([^"]*)"/.exec(message)?.[1] ?? '';
    const { rows } = await query(host, { workspace, statement, limit: 10, timeoutSeconds: 60 });
    expect(rows.map(String).toSorted((a, b) => a.localeCompare(b))).toEqual(['S-1,2', 'S-2,2']);
  }
  // Others' runs are not held up.
  const other = await lake.run('globex', await lake.suppliers('g2', ['S-2,Dock,2026-11-01']));
  expect(other.status).toBe('published');

  await runRollback(host, { workspace, tenant: 'acme', target: { runId: first.runId } });
  expect(await lake.content('acme')).toEqual(before);
  const [, , changed = ''] = deliveries;
  expect((await lake.run('acme', changed)).datasets.suppliers).toMatchObject({ inserted: 0, updated: 1 });
  expect(await lake.faults()).toEqual([]);
  await using open = await Workspace.open(host, workspace);
  expect(JSON.stringify(open.journal.log({ limit: 1000 }))).not.toContain('"S-1');
});

test('a code that another program gave to two keys is named too', async () => {
  await using lake = await Lakehouse.open();
  await lake.run('acme', await lake.suppliers('a', lines));
  await append(
    lake,
    (rows) => sql`(
      SELECT * REPLACE ('X-' || supplier_id AS supplier_id, 'C-9' AS supplier_code)
      FROM ${rows}
      WHERE supplier_id <> 'S-3'
    )`,
  );
  const { code, message } = await refusal(
    lake.run('acme', await lake.suppliers('b', ['S-4,Mole,2026-11-02'])),
  );
  expect([code, message]).toEqual([
    'AUDIT_FAILED',
    expect.stringContaining('several rows with the same supplier_code: "C-9".'),
  ]);
});
