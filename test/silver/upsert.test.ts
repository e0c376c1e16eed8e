import { expect, test } from 'vitest';
import { sql } from '../../core/sql/sql.ts';
import type { TestRow, Value } from '../rules/typed-rows.ts';
import { Workshop } from './workshop.ts';

const day = (n: number): string => `2026-11-${String(n).padStart(2, '0')}T00:00:00Z`;
const supplier = (id: string, more: Readonly<Record<string, Value>> = {}): TestRow => ({
  values: { supplier_id: id, supplier_code: `C-${id}`, source_timestamp: day(1), ...more },
});
const part = (id: string, more: Readonly<Record<string, Value>> = {}): TestRow => ({
  values: { part_id: id, part_number: `N-${id}`, source_timestamp: day(1), ...more },
});
const counts = (inserted: number, updated: number, unchanged: number, quarantined = 0, superseded = 0) => ({
  inserted,
  updated,
  unchanged,
  quarantined,
  superseded,
});
const names = sql`supplier_id || ' ' || legal_name`;

test('the same rows again make no snapshot, whatever their times', async () => {
  await using shop = await Workshop.open();
  const suppliers = [supplier('S-A'), supplier('S-B')];
  const parts = [part('P-A'), part('P-B', { category: 'OTHER' })];
  expect(await shop.run({ batch: 'a', suppliers, parts })).toEqual({
    suppliers: counts(2, 0, 0),
    parts: counts(2, 0, 0),
  });
  const before = await shop.snapshots();
  expect(before['dim_suppliers_v1']).toHaveLength(1);
  expect(before['quarantine_suppliers_v1']).toHaveLength(0);
  expect(await shop.run({ batch: 'a', suppliers, parts })).toEqual({
    suppliers: counts(0, 0, 2),
    parts: counts(0, 0, 2),
  });
  const later = [supplier('S-A', { source_timestamp: day(5) }), supplier('S-B', { schema_version: '1.0.0' })];
  expect(await shop.run({ batch: 'b', suppliers: later })).toEqual({ suppliers: counts(0, 0, 2) });
  expect(await shop.snapshots()).toEqual(before);

  const old = [supplier('S-A', { source_timestamp: day(3), legal_name: 'Old' })];
  expect(await shop.run({ batch: 'c', suppliers: old })).toEqual({ suppliers: counts(0, 0, 0, 0, 1) });
  expect(await shop.snapshots()).toEqual(before);
});

test('a changed row replaces the one of its key, the others stay in their files', async () => {
  await using shop = await Workshop.open();
  const suppliers = Array.from({ length: 12 }, (_, i) => supplier(`S-${i}`));
  await shop.run({ batch: 'a', suppliers });
  const changed = [
    supplier('S-3', { legal_name: 'New', source_timestamp: day(2) }),
    supplier('S-4'),
    supplier('S-X'),
  ];
  expect(await shop.run({ batch: 'b', suppliers: changed })).toEqual({ suppliers: counts(1, 1, 1) });
  const rows = await shop.texts('dim_suppliers_v1', sql`supplier_id || ' ' || legal_name || ' ' || batch_id`);
  expect(rows).toHaveLength(13);
  expect(rows.filter((row) => !row?.endsWith('Hafen GmbH a-suppliers'))).toEqual([
    'S-3 New b-suppliers',
    'S-X Hafen GmbH b-suppliers',
  ]);
});

test('A, B, A with equal times ends in A; older after newer reverts nothing', async () => {
  await using shop = await Workshop.open();
  const a = { batch: 'a', suppliers: [supplier('S-A', { legal_name: 'A' })] };
  const b = { batch: 'b', suppliers: [supplier('S-A', { legal_name: 'B' })] };
  for (const run of [a, b, a]) await shop.run(run);
  expect(await shop.texts('dim_suppliers_v1', names)).toEqual(['S-A A']);
  const tuesday = [supplier('S-A', { legal_name: 'Tuesday', source_timestamp: day(3) })];
  const monday = [supplier('S-A', { legal_name: 'Monday', source_timestamp: day(2) })];
  await shop.run({ batch: 'tuesday', suppliers: tuesday });
  const before = await shop.snapshots();
  expect(await shop.run({ batch: 'monday', suppliers: monday })).toEqual({
    suppliers: counts(0, 0, 0, 0, 1),
  });
  expect(await shop.texts('dim_suppliers_v1', names)).toEqual(['S-A Tuesday']);
  expect(await shop.snapshots()).toEqual(before);
});

test('a changed set of warnings is a change of the row', async () => {
  await using shop = await Workshop.open();
  const suppliers = [supplier('S-A', { region: 'APAC' })];
  await shop.run({ batch: 'a', suppliers });
  expect(await shop.texts('dim_suppliers_v1', sql`dq_violations`)).toEqual(['[REGION_MISMATCH]']);
  expect(await shop.run({ batch: 'a', suppliers, severities: { REGION_MISMATCH: 'off' } })).toEqual({
    suppliers: counts(0, 1, 0),
  });
  expect(await shop.texts('dim_suppliers_v1', sql`dq_violations`)).toEqual(['[]']);
});

test('a part that changes its category moves to the other partition', async () => {
  await using shop = await Workshop.open();
  await shop.run({ batch: 'a', suppliers: [supplier('S-A')], parts: [part('P-A'), part('P-B')] });
  const parts = [part('P-A', { category: 'OTHER' })];
  expect(await shop.run({ batch: 'b', parts })).toEqual({ parts: counts(0, 1, 0) });
  expect(await shop.texts('dim_parts_v1', sql`part_id || ' ' || category`)).toEqual([
    'P-A OTHER',
    'P-B MECHANICAL',
  ]);
});

test("two tenants share tables and nothing else: the other one's rows stay as they are", async () => {
  await using shop = await Workshop.open();
  const other = (id: string, more: Readonly<Record<string, Value>> = {}) =>
    supplier(id, { tenant_id: 'globex', ...more });
  await shop.run({ batch: 'a', suppliers: [supplier('S-A'), supplier('S-B')] });
  await shop.run({ tenant: 'globex', batch: 'g', suppliers: [other('S-A', { legal_name: 'Globex' })] });
  expect(
    await shop.run({ batch: 'b', suppliers: [supplier('S-A', { legal_name: 'New' }), other('S-Z')] }),
  ).toEqual({ suppliers: counts(0, 1, 0, 1) });
  expect(await shop.texts('dim_suppliers_v1', sql`tenant_id || ' ' || ${names}`)).toEqual([
    'globex S-A Globex',
    'tenant_acme S-A New',
    'tenant_acme S-B Hafen GmbH',
  ]);
  expect(
    await shop.texts('quarantine_suppliers_v1', sql`tenant_id || ' ' || raw__tenant_id || ' ' || row_key`),
  ).toEqual(['tenant_acme globex S-Z']);
});
