import { expect, test } from 'vitest';
import { sql } from '../../core/sql/sql.ts';
import type { TestRow, Value } from '../rules/typed-rows.ts';
import { Workshop } from './workshop.ts';

const day = (n: number): string => `2026-11-${String(n).padStart(2, '0')}T00:00:00Z`;
const supplier = (id: string | null, more: Readonly<Record<string, Value>> = {}): TestRow => ({
  values: { supplier_id: id, supplier_code: `C-${id}`, source_timestamp: day(1), ...more },
});
const bad = (id: string | null, more: Readonly<Record<string, Value>> = {}): TestRow =>
  supplier(id, { country: 'XX', ...more });

const state = sql`concat_ws(' ', row_id, row_key, state, replaces)`;
const quarantine = (shop: Workshop) => shop.texts('quarantine_suppliers_v1', state);
const count = async (shop: Workshop): Promise<number> =>
  (await shop.snapshots())['quarantine_suppliers_v1']?.length ?? 0;

test('a failing row waits with its texts, reasons and where it came from', async () => {
  await using shop = await Workshop.open();
  await shop.run({ batch: 'a', suppliers: [supplier('S-A'), bad('S-B', { legal_name: null })] });
  expect(
    await shop.texts(
      'quarantine_suppliers_v1',
      sql`{
        tenant: tenant_id, row: row_id, country: raw__country, name: raw__legal_name, batch: batch_id, path: source_path,
        source_row: source_row, digest: length(source_digest), state: state,
        codes: list_transform(violations, lambda v: v.code || ' ' || v.field || ' ' || coalesce(v.raw_value, '-'))
      }::JSON`,
    ),
  ).toEqual([
    JSON.stringify({
      tenant: 'tenant_acme',
      row: 'a row-1-2',
      country: 'XX',
      name: null,
      batch: 'a-suppliers',
      path: 'a.csv',
      source_row: 2,
      digest: 64,
      state: 'open',
      codes: ['MISSING_LEGAL_NAME legal_name -', 'INVALID_COUNTRY_CODE country XX'],
    }),
  ]);
});

test('the same delivery again opens nothing; a later one of the key replaces, a passing one closes, the first again reopens', async () => {
  await using shop = await Workshop.open();
  const a = { batch: 'a', suppliers: [bad('S-A'), bad('S-B'), bad(null)] };
  await shop.run(a);
  const opened = await shop.texts('quarantine_suppliers_v1', sql`opened_at`);
  await shop.run({ ...a, asOf: new Date('2026-11-25T02:00:00Z') });
  expect(await quarantine(shop)).toEqual(['a row-1-1 S-A open', 'a row-1-2 S-B open', 'a row-1-3 open']);
  expect(await count(shop)).toBe(1);

  await shop.run({ batch: 'b', suppliers: [bad('S-A', { country: 'QQ' }), bad(null), supplier('S-B')] });
  const afterB = [
    'a row-1-2 S-B fixed_by_source',
    'b row-1-1 S-A open a row-1-1',
    'b row-1-2 open a row-1-3',
  ];
  expect(await quarantine(shop)).toEqual(afterB);
  expect(await shop.texts('quarantine_suppliers_v1', sql`opened_at`)).toEqual(opened);
  expect(
    await shop.texts('quarantine_suppliers_v1', sql`row_id || (closed_at >= opened_at) || length(closed_by)`),
  ).toEqual(['a row-1-2true36', null, null]);

  await shop.run(a);
  expect(await quarantine(shop)).toEqual([
    'a row-1-1 S-A open b row-1-1',
    'a row-1-2 S-B open',
    'a row-1-3 open b row-1-2',
  ]);
});

test('what is older than the waiting row neither replaces nor closes it; a time in doubt counts for nothing', async () => {
  await using shop = await Workshop.open();
  await shop.run({
    batch: 'a',
    suppliers: [
      bad('S-A', { source_timestamp: day(5) }),
      supplier('S-B', { source_timestamp: '2027-01-01T00:00:00Z' }),
    ],
  });
  await shop.run({ batch: 'b', suppliers: [supplier('S-A'), supplier('S-B')] });
  expect(await quarantine(shop)).toEqual(['a row-1-1 S-A open', 'a row-1-2 S-B fixed_by_source']);
});

test('of two failing versions of a key only the newer stays open, whichever comes later; both are counted', async () => {
  await using shop = await Workshop.open();
  await shop.run({ batch: 'a', suppliers: [bad('S-A', { source_timestamp: day(5) }), bad('S-B')] });
  const late = { batch: 'b', suppliers: [bad('S-A'), bad('S-B', { source_timestamp: day(5) })] };
  const { suppliers } = await shop.run(late);
  expect(suppliers).toMatchObject({ quarantined: 2 });
  const newer = ['a row-1-1 S-A open', 'b row-1-2 S-B open a row-1-2'];
  expect(await quarantine(shop)).toEqual(newer);
  await shop.run({ ...late, asOf: new Date('2026-11-25T02:00:00Z') });
  expect(await quarantine(shop)).toEqual(newer);
  // The newer one is fixed: nothing that came late is left behind it.
  await shop.run({ batch: 'c', suppliers: [supplier('S-A', { source_timestamp: day(6) })] });
  expect(await quarantine(shop)).toEqual(['a row-1-1 S-A fixed_by_source', 'b row-1-2 S-B open a row-1-2']);
});

test("another tenant's row in the delivery is not closed by the tenant's own row of that key", async () => {
  await using shop = await Workshop.open();
  await shop.run({ batch: 'a', suppliers: [supplier('S-A', { tenant_id: 'globex' })] });
  await shop.run({ batch: 'b', suppliers: [supplier('S-A')] });
  expect(await quarantine(shop)).toEqual(['a row-1-1 S-A open']);
  await shop.run({ batch: 'c', suppliers: [supplier('S-A', { tenant_id: 'globex' })] });
  expect(await quarantine(shop)).toEqual(['c row-1-1 S-A open a row-1-1']);
});

test('a row that was closed and comes late again, behind a newer open one of its key, stays closed', async () => {
  await using shop = await Workshop.open();
  const first = { batch: 'a', suppliers: [bad('S-A')] };
  await shop.run(first);
  await shop.run({ batch: 'b', suppliers: [supplier('S-A', { source_timestamp: day(2) })] });
  await shop.run({ batch: 'c', suppliers: [bad('S-A', { source_timestamp: day(3) })] });
  // Without the key in silver the first row is not older than what was seen.
  await shop.run({ batch: 'd', suppliers: [supplier('S-Z')], full: { removes: true, maxShare: 1 } });
  const waiting = ['a row-1-1 S-A fixed_by_source', 'c row-1-1 S-A open'];
  expect(await quarantine(shop)).toEqual(waiting);
  expect((await shop.run(first)).suppliers).toMatchObject({ quarantined: 1 });
  expect(await quarantine(shop)).toEqual(waiting);
});
