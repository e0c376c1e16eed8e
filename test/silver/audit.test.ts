import { describe, expect, test } from 'vitest';
import { contracts } from '../../contracts/data/contracts.ts';
import { QuaysideError } from '../../core/base/errors.ts';
import { writePositionDeletes } from '../../core/iceberg/data/position-deletes.ts';
import { writeDataFiles } from '../../core/iceberg/data/write-data-files.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import { scanRelation } from '../../core/iceberg/scan/relation.sql.ts';
import { audit } from '../../core/silver/audit.ts';
import type { PublishRun } from '../../core/silver/publish-run.ts';
import { type StagedDataset, stageDataset } from '../../core/silver/stage.ts';
import { fieldId } from '../../core/silver/tables.ts';
import { sql } from '../../core/sql/sql.ts';
import type { TestRow, Value } from '../rules/typed-rows.ts';
import { acme, Workshop } from './workshop.ts';

const supplier = (id: string, more: Readonly<Record<string, Value>> = {}): TestRow => ({
  values: { supplier_id: id, supplier_code: `C-${id}`, ...more },
});
const part = (id: string, more: Readonly<Record<string, Value>> = {}): TestRow => ({
  values: { part_id: id, part_number: `N-${id}`, ...more },
});

/** A run's datasets as they are staged, to be audited and thrown away. */
async function staged(shop: Workshop, run: PublishRun): Promise<readonly StagedDataset[]> {
  const facts = { tenant: acme, runId: run.facts.runId, now: run.now };
  const { stamps } = shop;
  const all: StagedDataset[] = [];
  for (const { holding, rows, objects } of run.datasets) {
    all.push(await stageDataset(shop.duck, holding, rows, { ...facts, objects }, { stamps }));
  }
  return all;
}

/** What the audit of a run with something wrong in the staged files of its suppliers says. */
async function findingsBeside(
  held: number,
  change: (suppliers: StagedDataset, shop: Workshop) => StagedDataset | Promise<StagedDataset>,
): Promise<unknown> {
  await using shop = await Workshop.open();
  const others = Array.from({ length: held - 4 }, (_, index) => `S-${index}`);
  await shop.run({
    batch: 'a',
    suppliers: ['S-A', 'S-B', 'S-C', 'S-D', ...others].map((id) => supplier(id)),
    parts: [part('P-A', { default_supplier_id: 'S-A' })],
  });
  let found: unknown;
  await shop.run({
    batch: 'b',
    suppliers: [supplier('S-A', { legal_name: 'New' }), supplier('S-E')],
    parts: [part('P-B', { default_supplier_id: 'S-D' })],
    tamper: async (run) => {
      const [suppliers, ...parts] = await staged(shop, run);
      if (suppliers === undefined) throw new TypeError('suppliers were delivered');
      expect(suppliers.holding.audited).toBe(true);
      const changed = [await change(suppliers, shop), ...parts];
      const cause = await audit(shop.duck, { ...run, staged: changed }).catch((thrown: unknown) => thrown);
      found = cause instanceof QuaysideError ? [cause.code, cause.parameters['findings']] : cause;
      return run;
    },
  });
  return found;
}

const withSilver = (
  staged: StagedDataset,
  change: Partial<StagedDataset['silver']['change']>,
): StagedDataset => ({
  ...staged,
  silver: { ...staged.silver, change: { ...staged.silver.change, ...change } },
});

const table = 'supply_chain.dim_suppliers_v1';

/** So few that all are looked at, and so many that only what is added is looked for among them. */
describe.each([4, 40])('beside %i rows', (held) => {
  const findings = (change: Parameters<typeof findingsBeside>[1]): Promise<unknown> =>
    findingsBeside(held, change);

  test('what is as the run says passes', async () => {
    expect(await findings((suppliers) => suppliers)).toBeUndefined();
  });

  test('a replaced row that stays is found', async () => {
    const found = await findings((suppliers) => {
      const add = suppliers.silver.change.add.filter(({ file }) => file.content === 'data');
      expect(add).toHaveLength(suppliers.silver.change.add.length - 1);
      return withSilver(suppliers, { add });
    });
    expect(found).toEqual([
      'AUDIT_FAILED',
      [
        `rows of ${table} after the run: expected ${held + 1}, found ${held + 2}`,
        `rows of ${table} that share their supplier_id: expected 0, found 1`,
        `rows of ${table} that share their supplier_code: expected 0, found 1`,
      ],
    ]);
  });

  test('a deleted row that is not the replaced one is found, and so are references to it', async () => {
    const found = await findings(async (suppliers, shop) => {
      const { plan, change } = suppliers.silver;
      const [data] = plan.files;
      if (data === undefined) throw new TypeError('there was a file');
      // Rows are in the order of the delivery: this is S-D.
      const other = await writePositionDeletes(
        shop.duck,
        plan.table,
        data.file,
        sql`(SELECT 3 AS pos)`,
        'wrong',
      );
      return withSilver(suppliers, {
        add: change.add.map((one) => (one.file.content === 'data' ? one : { ...one, file: other })),
      });
    });
    expect(found).toEqual([
      'AUDIT_FAILED',
      [
        `rows of ${table} that share their supplier_id: expected 0, found 1`,
        `rows of ${table} that share their supplier_code: expected 0, found 1`,
        'rows of supply_chain.dim_parts_v1 whose default_supplier_id is not there: expected 0, found 1',
      ],
    ]);
  });

  test('a file that goes with rows that should stay is found', async () => {
    const found = await findings((suppliers) => {
      const { plan, change } = suppliers.silver;
      return withSilver(suppliers, {
        add: change.add.filter(({ file }) => file.content === 'data'),
        remove: plan.files.map(({ file }) => file),
      });
    });
    expect(found).toEqual([
      'AUDIT_FAILED',
      [
        `rows of ${table} after the run: expected ${held + 1}, found 2`,
        'rows of supply_chain.dim_parts_v1 whose default_supplier_id is not there: expected 0, found 1',
      ],
    ]);
  });

  test('rows that were not written are found, and rows that were written twice', async () => {
    const missing = await findings((suppliers) => ({
      ...withSilver(suppliers, {
        add: suppliers.silver.change.add.filter(({ file }) => file.content !== 'data'),
      }),
      written: { ...suppliers.written, silver: [] },
    }));
    expect(missing).toEqual([
      'AUDIT_FAILED',
      [
        `rows of ${table} after the run: expected ${held + 1}, found ${held - 1}`,
        `written rows of ${table}: expected 2, found 0`,
      ],
    ]);
    const twice = await findings((suppliers) => {
      const { add } = suppliers.silver.change;
      const again = add.filter(({ file }) => file.content === 'data');
      return {
        ...withSilver(suppliers, { add: [...add, ...again] }),
        written: { ...suppliers.written, silver: [...suppliers.written.silver, ...suppliers.written.silver] },
      };
    });
    expect(twice).toEqual([
      'AUDIT_FAILED',
      [
        `rows of ${table} after the run: expected ${held + 1}, found ${held + 3}`,
        `rows of ${table} that share their supplier_id: expected 0, found 2`,
        `rows of ${table} that share their supplier_code: expected 0, found 2`,
        `written rows of ${table}: expected 2, found 4`,
      ],
    ]);
  });

  test('a row with other content than the run compared is found', async () => {
    const found = await findings(async (suppliers, shop) => {
      await shop.duck.run(sql`UPDATE silver_change_suppliers SET content_hash = 'other' WHERE key = 'S-E'`);
      return suppliers;
    });
    expect(found).toEqual(['AUDIT_FAILED', [`written rows of ${table}: expected 2, found 1`]]);
  });

  test('a key or a code that a written row shares with one that stays is found', async () => {
    const found = await findings(async (suppliers, shop) => {
      const { plan, change } = suppliers.silver;
      const data = change.add.find(({ file }) => file.content === 'data')?.file;
      if (data === undefined) throw new TypeError('rows were written');
      const rows = sql`(
      SELECT * REPLACE (
        CASE supplier_id WHEN 'S-E' THEN 'S-C' ELSE supplier_id END AS supplier_id,
        CASE supplier_id WHEN 'S-A' THEN 'C-S-B' ELSE supplier_code END AS supplier_code
      )
      FROM read_parquet(${plan.table.files.pathOf(data.location)}))`;
      const files = await writeDataFiles(shop.duck, plan.table, rows, {
        uuid: 'other',
        partition: data.partition,
      });
      return {
        ...withSilver(suppliers, {
          add: [
            ...files.map((file) => ({ file })),
            ...change.add.filter(({ file }) => file.content !== 'data'),
          ],
        }),
        written: { ...suppliers.written, silver: files },
      };
    });
    expect(found).toEqual([
      'AUDIT_FAILED',
      [
        `rows of ${table} that share their supplier_id: expected 0, found 1`,
        `rows of ${table} that share their supplier_code: expected 0, found 1`,
        `written rows of ${table}: expected 2, found 1`,
      ],
    ]);
  });
});

test("rows count as audited only while the tenant's files are those of its last delivery", async () => {
  await using shop = await Workshop.open();
  const audited = async (batch: string): Promise<readonly boolean[]> => {
    let found: readonly boolean[] = [];
    await shop.run({
      batch,
      suppliers: [supplier(`S-${batch}`)],
      tamper: (run) => {
        found = run.holdings.map((holding) => holding.audited);
        return run;
      },
    });
    return found;
  };
  expect(await audited('a')).toEqual([false, false]);
  expect(await audited('b')).toEqual([true, false]);
  // Another tenant's rows change nothing about it.
  await shop.run({
    tenant: 'globex',
    batch: 'g',
    suppliers: [supplier('S-G', { tenant_id: 'globex' })],
  });
  expect(await audited('c')).toEqual([true, false]);
  // Another program's do.
  const before = await shop.catalog.load({ namespace: 'supply_chain', name: 'dim_suppliers_v1' });
  const plan = await planScan(before, {
    filter: { fieldId: fieldId(contracts.suppliers, 'tenant_id'), value: acme },
  });
  const rows = sql`(SELECT * REPLACE ('S-X' AS supplier_id, 'C-X' AS supplier_code) FROM ${scanRelation(plan)} LIMIT 1)`;
  const partition = plan.files[0]?.file.partition;
  if (partition === undefined) throw new TypeError('there are rows');
  const added = await writeDataFiles(shop.duck, before, rows, { uuid: 'foreign', partition });
  await shop.catalog.commit([
    {
      table: before,
      changes: [
        {
          kind: 'files',
          snapshotId: shop.stamps.snapshotId(),
          branch: 'main',
          operation: 'append',
          add: added.map((file) => ({ file })),
          remove: [],
          summary: {},
        },
      ],
    },
  ]);
  expect(await audited('d')).toEqual([false, false]);
  expect(await audited('e')).toEqual([true, false]);
});
