import { expect, test } from 'vitest';
import { sql } from '../../core/sql/sql.ts';
import type { TestRow, Value } from '../rules/typed-rows.ts';
import { Workshop } from './workshop.ts';

const supplier = (id: string, more: Readonly<Record<string, Value>> = {}): TestRow => ({
  values: { supplier_id: id, supplier_code: `C-${id}`, ...more },
});
const part = (id: string, more: Readonly<Record<string, Value>> = {}): TestRow => ({
  values: { part_id: id, part_number: `N-${id}`, ...more },
});
const ids = ['S-A', 'S-B', 'S-C', 'S-D', 'S-E'];
const suppliers = ids.map((id) => supplier(id));

async function filled(): Promise<Workshop> {
  const shop = await Workshop.open();
  await shop.run({ batch: 'a', suppliers, parts: [part('P-A', { qualified_supplier_ids: ['S-A', 'S-B'] })] });
  return shop;
}

const left = (shop: Workshop) => shop.texts('dim_suppliers_v1', sql`supplier_id`);
const delivered = [supplier('S-C', { country: 'XX' }), supplier('S-D')];

test('keys that a full delivery no longer has are listed and stay, unless the tenant wants them removed', async () => {
  await using shop = await filled();
  const listed = await shop.run({
    batch: 'b',
    suppliers: delivered,
    full: { removes: false, maxShare: 1 },
  });
  expect(listed.suppliers?.full).toEqual({ gone: 3, removed: 0, examples: ['S-A', 'S-B', 'S-E'] });
  expect(await left(shop)).toEqual(ids);
});

test('removed are those that nothing refers to; a failing row keeps its key', async () => {
  await using shop = await filled();
  const { suppliers: counts } = await shop.run({
    batch: 'b',
    suppliers: delivered,
    full: { removes: true, maxShare: 0.6 },
  });
  expect(counts?.full).toMatchObject({ gone: 3, removed: 1 });
  expect(await left(shop)).toEqual(['S-A', 'S-B', 'S-C', 'S-D']);
});

test('a part of the same delivery keeps its supplier, and more than the allowed share keeps all', async () => {
  await using shop = await filled();
  const full = { removes: true, maxShare: 0.59 };
  const over = await shop.run({ batch: 'b', suppliers: delivered, full });
  expect(over.suppliers?.full).toMatchObject({ gone: 3, removed: 0 });
  const parts = [part('P-A'), part('P-B', { default_supplier_id: 'S-E', qualified_supplier_ids: ['S-E'] })];
  const kept = await shop.run({
    batch: 'c',
    suppliers: delivered,
    parts,
    full: { removes: true, maxShare: 1 },
  });
  expect(kept.suppliers?.full).toMatchObject({ gone: 3, removed: 0 });
  expect(await left(shop)).toEqual(ids);
  const again = await shop.run({
    batch: 'd',
    suppliers: delivered,
    parts: [part('P-A')],
    full: { removes: true, maxShare: 1 },
  });
  expect(again.parts?.full).toMatchObject({ gone: 1, removed: 1, examples: ['P-B'] });
  // P-B was still there when it was decided.
  expect(again.suppliers?.full).toMatchObject({ removed: 1 });
  expect(await left(shop)).toEqual(['S-A', 'S-C', 'S-D', 'S-E']);
});
