import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { applyOperation } from '../../core/app/quarantine-apply.ts';
import type { Desk } from '../../core/app/quarantine-desk.ts';
import { previewOperation } from '../../core/app/quarantine-preview.ts';
import { turnOperation } from '../../core/app/quarantine-undo.ts';
import { ident, sql } from '../../core/sql/sql.ts';
import { deskState, QuarantineWorkspace } from './quarantine-workspace.ts';

// A few texts meet again and again, so that operations hit, collide and undo each other.
const countries = ['XX', 'YY', 'UK', 'DE', ''];
const numbers = ['-5', '7', 'N/A', '1,5', '12'];

const suppliers = [
  { country: 'XX' },
  { country: 'XX', lead_time_days_avg: '-5' },
  { country: 'YY', supplier_code: 'S900000' },
  { country: 'UK', supplier_code: 'S900000' },
  { lead_time_days_avg: 'N/A' },
  { lead_time_days_avg: '-5', contact_email: 'a@@b.de' },
  { country: '', region: 'EMEA' },
  {},
];
const parts = [
  { default_supplier_id: 'S0' },
  { default_supplier_id: 'S0', uom: 'BOX' },
  { default_supplier_id: 'S1' },
  { default_supplier_id: 'S4' },
  { default_supplier_id: 'S100007' },
  { default_supplier_id: 'S7', unit_cost: '-5' },
  { default_supplier_id: 'S7', moq: 'N/A' },
];

const ofSuppliers = fc.record({
  dataset: fc.constant('suppliers' as const),
  selection: fc.oneof(
    fc.constant({}),
    fc.record({ field: fc.constant('country'), value: fc.constantFrom(...countries) }),
    fc.record({
      filter: fc.record({ field: fc.constant('lead_time_days_avg'), oneOf: fc.subarray(numbers) }),
    }),
    fc.record({
      filter: fc.record({
        field: fc.constant('supplier_id'),
        oneOf: fc.subarray(['S0', 'S1', 'S2', 'S3', 'S4', 'S5']),
      }),
    }),
    fc.record({ text: fc.constantFrom('S9000', 'company 1', '@@') }),
    fc.record({ assignedTo: fc.constant('anna') }),
    fc.record({ state: fc.constant('rejected') }),
  ),
  change: fc.oneof(
    fc.record({
      kind: fc.constant('set'),
      field: fc.constant('country'),
      value: fc.constantFrom(...countries),
    }),
    fc.record({
      kind: fc.constant('set'),
      field: fc.constant('lead_time_days_avg'),
      value: fc.constantFrom(...numbers),
    }),
    fc.record({
      kind: fc.constant('set'),
      field: fc.constant('supplier_id'),
      value: fc.constantFrom('S0', 'S4', 'S7', 'S50'),
    }),
    fc.record({
      kind: fc.constant('set'),
      field: fc.constant('supplier_code'),
      value: fc.constantFrom('S900000', 'S900001', 'S100007'),
    }),
    fc.record({
      kind: fc.constant('clear'),
      field: fc.constantFrom('country', 'lead_time_days_avg', 'supplier_code'),
    }),
    fc.record({
      kind: fc.constant('scale'),
      field: fc.constant('lead_time_days_avg'),
      factor: fc.constantFrom(-1, 0.5),
    }),
    fc.record({
      kind: fc.constant('replace'),
      field: fc.constant('contact_email'),
      find: fc.constant('@@'),
      with: fc.constant('@'),
    }),
    fc.record({
      kind: fc.constant('waive'),
      code: fc.constantFrom('INVALID_COUNTRY_CODE', 'NEGATIVE_LEAD_TIME'),
      reason: fc.constant('so'),
    }),
    fc.record({ kind: fc.constant('reject'), reason: fc.constant('so') }),
    fc.record({ kind: fc.constant('assign'), to: fc.constantFrom('anna', null) }),
    fc.record({ kind: fc.constant('wait'), for: fc.constantFrom('the customer', null) }),
  ),
});

const ofParts = fc.record({
  dataset: fc.constant('parts' as const),
  selection: fc.oneof(
    fc.constant({}),
    fc.record({
      field: fc.constant('default_supplier_id'),
      value: fc.constantFrom('S0', 'S1', 'S7', 'S100007'),
    }),
    fc.record({ filter: fc.record({ field: fc.constant('uom'), equals: fc.constantFrom('BOX', 'EA') }) }),
  ),
  change: fc.oneof(
    fc.record({
      kind: fc.constant('set'),
      field: fc.constant('default_supplier_id'),
      value: fc.constantFrom('S0', 'S2', 'S7'),
    }),
    fc.record({
      kind: fc.constant('map'),
      field: fc.constant('uom'),
      table: fc.constant([{ from: 'BOX', to: 'EA' }]),
    }),
    fc.record({ kind: fc.constant('scale'), field: fc.constant('unit_cost'), factor: fc.constant(-1) }),
    fc.record({
      kind: fc.constant('waive'),
      code: fc.constantFrom('INVALID_UOM', 'ORPHAN_DEFAULT_SUPPLIER'),
      reason: fc.constant('so'),
    }),
    fc.record({ kind: fc.constant('reject'), reason: fc.constant('so') }),
  ),
});

const chain = fc.array(fc.oneof({ weight: 2, arbitrary: ofSuppliers }, ofParts), {
  minLength: 2,
  maxLength: 4,
});

const factRow = z.object({ fact: z.string() });

/** What is wrong with whom, and who is free, read from the desk as it is. */
async function facts(desk: Desk): Promise<{ readonly reasons: Set<string>; readonly free: Set<string> }> {
  const reasons = new Set<string>();
  const free = new Set<string>();
  for (const dataset of ['suppliers', 'parts']) {
    const [now, verdict] = [ident(`desk_now_${dataset}`), ident(`desk_verdict_${dataset}`)];
    const joined = sql`${now} AS w JOIN ${verdict} AS v ON v.n = w.n`;
    for (const { fact } of await desk.duck.rows(
      sql`SELECT ${dataset} || row_id || r.code || r.field AS fact FROM (SELECT w.row_id, unnest(v.violations) AS r FROM ${joined})`,
      factRow,
    ))
      reasons.add(fact);
    for (const { fact } of await desk.duck.rows(
      sql`SELECT ${dataset} || row_id AS fact FROM ${joined} WHERE v.errors = 0 AND w.decision IS DISTINCT FROM 'rejected'`,
      factRow,
    ))
      free.add(fact);
  }
  return { reasons, free };
}

const states = async (desk: Desk): Promise<string> =>
  (await deskState(desk, 'suppliers')) + (await deskState(desk, 'parts'));

/** Where an earlier try broke off. */
async function undoAll(desk: Desk): Promise<void> {
  for (const { counts, stored } of desk.operations)
    if (counts) await turnOperation(desk, 'undo', stored.operationId);
}

test('preview is what happens, a replay is what was, and undone is never done', async () => {
  await using place = await QuarantineWorkspace.open();
  await place.deliver({ suppliers, parts });
  await using desk = await place.desk();
  const origin = await states(desk);
  await fc.assert(
    fc.asyncProperty(chain, fc.nat(), async (operations, which) => {
      await undoAll(desk);
      const ids: string[] = [];
      for (const operation of operations) {
        const before = await facts(desk);
        const effect = await previewOperation(desk, operation);
        expect(await facts(desk)).toEqual(before);
        const applied = await applyOperation(desk, operation);
        expect(applied.effect).toEqual(effect);
        if (applied.operationId === null) continue;
        ids.push(applied.operationId);
        const after = await facts(desk);
        const other = effect.freesOther.reduce((sum, { rows }) => sum + rows, 0);
        expect({
          clears: effect.clears.reasons,
          creates: effect.creates.reasons,
          frees: effect.frees + other,
          holds: effect.holds,
        }).toEqual({
          clears: before.reasons.difference(after.reasons).size,
          creates: after.reasons.difference(before.reasons).size,
          frees: after.free.difference(before.free).size,
          holds: before.free.difference(after.free).size,
        });
      }
      // Another process replays the same.
      const here = await states(desk);
      {
        await using other = await place.desk();
        expect(await states(other)).toBe(here);
      }
      // Undone and done again, and undone for good: what is left is as if it alone had been done.
      const id = ids[which % Math.max(1, ids.length)];
      if (id !== undefined) {
        await turnOperation(desk, 'undo', id);
        const without = await states(desk);
        await using other = await place.desk();
        expect(await states(other)).toBe(without);
        await turnOperation(desk, 'redo', id);
        expect(await states(desk)).toBe(here);
        await turnOperation(desk, 'undo', id);
        expect(await states(desk)).toBe(without);
      }
      for (const one of ids) if (one !== id) await turnOperation(desk, 'undo', one);
      expect(await states(desk)).toBe(origin);
    }),
    { numRuns: Number(process.env['QUAYSIDE_RUNS'] ?? 3) },
  );
}, 900_000);

test('an operation undone leaves what others alone would have done', async () => {
  await using place = await QuarantineWorkspace.open();
  await place.deliver({ suppliers, parts });
  await fc.assert(
    fc.asyncProperty(chain, fc.nat(), async (operations, which) => {
      const skipped = which % operations.length;
      const ids: string[] = [];
      await using desk = await place.desk();
      await undoAll(desk);
      let undone = '';
      for (const [index, operation] of operations.entries()) {
        const { operationId } = await applyOperation(desk, operation);
        if (operationId !== null) ids.push(operationId);
        if (index === skipped) undone = operationId ?? '';
      }
      if (undone !== '') await turnOperation(desk, 'undo', undone);
      const without = await states(desk);
      for (const one of ids) if (one !== undone) await turnOperation(desk, 'undo', one);
      const never: string[] = [];
      for (const [index, operation] of operations.entries()) {
        if (index === skipped) continue;
        const { operationId } = await applyOperation(desk, operation);
        if (operationId !== null) never.push(operationId);
      }
      // An operation that changed nothing while the other was there was not recorded.
      if (never.length === ids.length - (undone === '' ? 0 : 1)) expect(await states(desk)).toBe(without);
      for (const one of never) await turnOperation(desk, 'undo', one);
    }),
    { numRuns: Number(process.env['QUAYSIDE_RUNS'] ?? 2) },
  );
}, 900_000);
