import { expect, test } from 'vitest';
import { QuaysideError } from '../../core/base/errors.ts';
import { writePositionDeletes } from '../../core/iceberg/data/position-deletes.ts';
import { audit } from '../../core/silver/audit.ts';
import type { PublishRun } from '../../core/silver/publish-run.ts';
import { type StagedDataset, stageDataset } from '../../core/silver/stage.ts';
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
async function findings(
  change: (suppliers: StagedDataset, shop: Workshop) => StagedDataset | Promise<StagedDataset>,
): Promise<unknown> {
  await using shop = await Workshop.open();
  await shop.run({
    batch: 'a',
    suppliers: ['S-A', 'S-B', 'S-C', 'S-D'].map((id) => supplier(id)),
    parts: [part('P-A', { default_supplier_id: 'S-A' })],
  });
  let found: unknown;
  await shop.run({
    batch: 'b',
    suppliers: [supplier('S-A', { legal_name: 'New' }), supplier('S-E')],
    parts: [part('P-B', { default_supplier_id: 'S-D' })],
    tamper: async (run) => {
      const [suppliers, ...others] = await staged(shop, run);
      if (suppliers === undefined) throw new TypeError('suppliers were delivered');
      const changed = [await change(suppliers, shop), ...others];
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
      `rows of ${table} after the run: expected 5, found 6`,
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
      `rows of ${table} after the run: expected 5, found 2`,
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
    [`rows of ${table} after the run: expected 5, found 3`, `written rows of ${table}: expected 2, found 0`],
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
      `rows of ${table} after the run: expected 5, found 7`,
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
