import { expect, test } from 'vitest';
import { auditVerify } from '../../core/app/audit.ts';
import { applyOperation } from '../../core/app/quarantine-apply.ts';
import { causesOf } from '../../core/app/quarantine-causes.ts';
import { operationHistory, rowHistory } from '../../core/app/quarantine-history.ts';
import { previewOperation } from '../../core/app/quarantine-preview.ts';
import { proposalsFor } from '../../core/app/quarantine-propose.ts';
import { previewReturn, returnToSilver } from '../../core/app/quarantine-return.ts';
import { turnOperation } from '../../core/app/quarantine-undo.ts';
import { deskState, QuarantineWorkspace } from './quarantine-workspace.ts';

const fixS = {
  dataset: 'suppliers',
  selection: { reason: 'INVALID_COUNTRY_CODE', value: 'XX' },
  change: { kind: 'set', field: 'country', value: 'PL' },
};

const forty = Array.from({ length: 40 }, () => ({ default_supplier_id: 'S0' }));

test('a supplier with country XX and its 40 parts: one cause of 41 rows, fixed, undone, returned once', async () => {
  await using place = await QuarantineWorkspace.open();
  await place.deliver({ suppliers: [{ country: 'XX', region: '' }, {}], parts: forty });
  await using desk = await place.desk();

  const { causes } = await causesOf(desk, { limit: 50, showPersonalData: false });
  expect(causes).toMatchObject([
    { dataset: 'suppliers', code: 'INVALID_COUNTRY_CODE', value: 'XX', rows: 1, knockOns: 40, frees: 41 },
  ]);

  const before = [await deskState(desk, 'suppliers'), await deskState(desk, 'parts')];
  const effect = await previewOperation(desk, fixS);
  expect(effect).toMatchObject({
    selected: 1,
    changed: 1,
    frees: 1,
    freesOther: [{ dataset: 'parts', rows: 40 }],
  });
  expect(effect.creates.reasons).toBe(0);

  const applied = await applyOperation(desk, fixS, { reason: 'asked them', person: 'anna' });
  expect(applied.effect).toEqual(effect);
  expect((await causesOf(desk, { limit: 50, showPersonalData: false })).causes).toEqual([]);

  const undone = await turnOperation(desk, 'undo', applied.operationId ?? '');
  expect(undone.effect.holds).toBe(41);
  expect([await deskState(desk, 'suppliers'), await deskState(desk, 'parts')]).toEqual(before);
  await turnOperation(desk, 'redo', applied.operationId ?? '');

  const preview = await previewReturn(desk, undefined);
  expect(preview.datasets).toMatchObject({ suppliers: { released: 1 }, parts: { released: 40 } });
  const returned = await returnToSilver(desk, undefined);
  expect(returned.counts).toMatchObject({ suppliers: { inserted: 1 }, parts: { inserted: 40 } });
  expect((await place.tables('suppliers')).silver).toEqual(['S0', 'S1']);
  expect((await place.tables('parts')).silver).toHaveLength(40);
  // What left does not leave again.
  expect((await returnToSilver(desk, undefined)).publicationId).toBeNull();
  expect((await place.tables('parts')).quarantine.every((row) => row.endsWith(':released'))).toBe(true);

  const [last] = await operationHistory(desk, { showPersonalData: false });
  expect(last?.operationId).toBe(applied.operationId);
  const rowId = effect.examples[0]?.rowId ?? '';
  const history = await rowHistory(desk, {
    dataset: 'suppliers',
    rowId,
    field: 'country',
    showPersonalData: false,
  });
  expect(history.events).toMatchObject([
    { what: 'opened' },
    {
      what: 'changed',
      person: 'anna',
      reason: 'asked them',
      cells: [{ field: 'country', before: 'XX', after: 'PL' }],
    },
    { what: 'closed', state: 'released', by: returned.publicationId },
  ]);
  expect(await auditVerify(place.host, place.folder)).toMatchObject({ recordFaults: [], fileFaults: [] });
}, 120_000);

test('a later delivery that fixes the row at the source closes it', async () => {
  await using place = await QuarantineWorkspace.open();
  await place.deliver({ suppliers: [{ country: 'XX' }] });
  await using desk = await place.desk();
  await applyOperation(desk, { ...fixS, change: { kind: 'note', text: 'asked' } });
  await place.deliver({ suppliers: [{ country: 'DE', source_timestamp: '2026-11-21T00:00:00Z' }] });
  const { totals } = await causesOf(desk, { limit: 5, showPersonalData: false });
  expect(totals).toMatchObject([
    { dataset: 'suppliers', rows: 0 },
    { dataset: 'parts', rows: 0 },
  ]);
  expect((await place.tables('suppliers')).quarantine).toEqual(['S0:fixed_by_source']);
});

test('a row older than what silver has meanwhile stays, and both values are shown', async () => {
  await using place = await QuarantineWorkspace.open();
  await place.deliver({ suppliers: [{ lead_time_days_avg: '-1', legal_name: 'Old name' }] });
  // The newer row comes under another tenant name in its cell first, so that it does not close the waiting one.
  await using desk = await place.desk();
  await applyOperation(desk, {
    dataset: 'suppliers',
    selection: { reason: 'NEGATIVE_LEAD_TIME' },
    change: { kind: 'set', field: 'supplier_id', value: 'S9' },
  });
  await applyOperation(desk, {
    dataset: 'suppliers',
    selection: { reason: 'NEGATIVE_LEAD_TIME' },
    change: { kind: 'set', field: 'lead_time_days_avg', value: '1' },
  });
  await place.deliver({
    suppliers: [{ supplier_id: 'S9', legal_name: 'New name', source_timestamp: '2026-11-22T00:00:00Z' }],
  });
  const preview = await previewReturn(desk, undefined);
  expect(preview.datasets.suppliers).toMatchObject({ released: 0, older: 1 });
  expect(preview.meetings).toMatchObject([{ key: 'S9', wins: false }]);
  expect(preview.meetings[0]?.differences).toContainEqual({
    field: 'legal_name',
    silver: 'New name',
    row: 'Old name',
  });
  expect((await returnToSilver(desk, undefined)).publicationId).toBeNull();
});

test('waived rows go with a warning, rejected ones never; keys, tenant and types cannot be waived', async () => {
  await using place = await QuarantineWorkspace.open();
  await place.deliver({ suppliers: [{}], parts: [{ uom: 'BOX' }, { uom: 'CS' }, { moq: 'x' }] });
  await using desk = await place.desk();
  const of = (value: string, change: object) => ({
    dataset: 'parts',
    selection: { reason: 'INVALID_UOM', value },
    change,
  });
  await expect(
    applyOperation(desk, {
      dataset: 'parts',
      selection: {},
      change: { kind: 'waive', code: 'TYPE_MISMATCH', reason: 'no' },
    }),
  ).rejects.toMatchObject({ code: 'USAGE' });
  const waived = await applyOperation(
    desk,
    of('BOX', { kind: 'waive', code: 'INVALID_UOM', reason: 'a box is one' }),
  );
  expect(waived.effect).toMatchObject({ frees: 1 });
  const rejected = await applyOperation(desk, of('CS', { kind: 'reject', reason: 'not ours' }));
  expect(rejected.effect).toMatchObject({ rejects: 1 });
  const result = await returnToSilver(desk, undefined);
  expect(result.datasets.parts).toMatchObject({ released: 1, rejected: 1 });
  expect(await place.tables('parts')).toEqual({
    silver: ['P0'],
    quarantine: ['P0:released', 'P1:rejected', 'P2:open'],
  });
});

test('a desk that is opened later is what the first one became: a supplier mended, one of its parts waived', async () => {
  await using place = await QuarantineWorkspace.open();
  await place.deliver({
    suppliers: [{ country: 'XX' }, {}],
    parts: [{}, { uom: 'BOX', default_supplier_id: 'S1' }],
  });
  await using desk = await place.desk();
  await applyOperation(desk, fixS);
  await applyOperation(desk, {
    dataset: 'parts',
    selection: { reason: 'INVALID_UOM' },
    change: { kind: 'waive', code: 'INVALID_UOM', reason: 'a box is one' },
  });
  await using later = await place.desk();
  for (const dataset of ['suppliers', 'parts'] as const) {
    expect(await deskState(later, dataset)).toBe(await deskState(desk, dataset));
  }
  const preview = await previewReturn(later, undefined);
  expect(preview.datasets).toMatchObject({ suppliers: { released: 1 }, parts: { released: 2, stays: 0 } });
});

test('a rejection undone: what came after it then reaches the rows, as if they had never been rejected', async () => {
  await using place = await QuarantineWorkspace.open();
  await place.deliver({ suppliers: [{ country: 'XX' }, { country: 'YY' }] });
  await using desk = await place.desk();
  const reject = await applyOperation(desk, {
    dataset: 'suppliers',
    selection: { field: 'country', value: 'XX' },
    change: { kind: 'reject', reason: 'no' },
  });
  const clear = {
    dataset: 'suppliers',
    selection: {},
    change: { kind: 'set', field: 'country', value: 'DE' },
  };
  const applied = await applyOperation(desk, clear);
  expect(applied.effect.changed).toBe(1);
  const undone = await turnOperation(desk, 'undo', reject.operationId ?? '');
  expect(undone.effect.later).toEqual([{ operationId: applied.operationId, lost: 0, won: 1 }]);
  expect((await causesOf(desk, { limit: 5, showPersonalData: false })).causes).toEqual([]);
});

test('two rows under one code: rejecting one frees the other; keeping one rejects the other', async () => {
  await using place = await QuarantineWorkspace.open();
  await place.deliver({ suppliers: [{ supplier_code: 'S777777' }, { supplier_code: 'S777777' }, {}] });
  await using desk = await place.desk();
  const keep = {
    dataset: 'suppliers',
    selection: { filter: { field: 'supplier_id', equals: 'S1' } },
    change: { kind: 'keep', which: 'these' },
  };
  expect(await previewOperation(desk, keep)).toMatchObject({ rejects: 1, frees: 1 });
  const reject = { ...keep, change: { kind: 'reject', reason: 'gone' } };
  expect(await previewOperation(desk, reject)).toMatchObject({ rejects: 1, frees: 1 });
  await applyOperation(desk, keep);
  await returnToSilver(desk, undefined);
  expect(await place.tables('suppliers')).toEqual({
    silver: ['S1', 'S2'],
    quarantine: ['S0:rejected', 'S1:released'],
  });
});

test('an operation does not reach rows of later deliveries, and undoing another says what no longer applies', async () => {
  await using place = await QuarantineWorkspace.open();
  await place.deliver({ suppliers: [{ country: 'XX' }, { country: 'YY' }] });
  await using desk = await place.desk();
  const toZZ = await applyOperation(desk, {
    dataset: 'suppliers',
    selection: { field: 'country', value: 'XX' },
    change: { kind: 'set', field: 'country', value: 'ZZ' },
  });
  const toDE = await applyOperation(desk, {
    dataset: 'suppliers',
    selection: { field: 'country', value: 'ZZ' },
    change: { kind: 'set', field: 'country', value: 'DE' },
  });
  expect(toDE.effect.conflicts).toEqual([{ operationId: toZZ.operationId, rows: 1 }]);
  await place.deliver({ suppliers: [{ supplier_id: 'S7', supplier_code: 'S700000', country: 'XX' }] });
  const { causes } = await causesOf(desk, { limit: 5, showPersonalData: false });
  expect(causes.map(({ rows }) => rows).reduce((a, b) => a + b, 0)).toBe(2);
  const undone = await turnOperation(desk, 'undo', toZZ.operationId ?? '');
  expect(undone.effect.later).toEqual([{ operationId: toDE.operationId, lost: 1, won: 0 }]);
});

test('two desks at once lose nothing; who looked at an older state is told', async () => {
  await using place = await QuarantineWorkspace.open();
  await place.deliver({ suppliers: [{ country: 'XX' }, { country: 'YY' }] });
  await using one = await place.desk();
  await using other = await place.desk();
  const seen = other.head;
  const set = (value: string, to: string) => ({
    dataset: 'suppliers',
    selection: { field: 'country', value },
    change: { kind: 'set', field: 'country', value: to },
  });
  await applyOperation(one, set('XX', 'DE'));
  await expect(applyOperation(other, set('YY', 'PL'), { basedOn: seen })).rejects.toMatchObject({
    code: 'CONFLICT',
    retryable: true,
  });
  await applyOperation(other, set('YY', 'PL'));
  expect(await operationHistory(one, { showPersonalData: true })).toHaveLength(2);
  expect(await deskState(one, 'suppliers')).toBe(await deskState(other, 'suppliers'));
});

test('proposals: the country by phone and currency; a code in the place of an id; never applied by themselves', async () => {
  await using place = await QuarantineWorkspace.open();
  await place.deliver({
    suppliers: [
      { country: 'Deutschland' },
      { country: 'XX', contact_phone: '+48221234567', preferred_currency: 'PLN' },
      {},
    ],
    parts: [{ default_supplier_id: 'S100002' }],
  });
  await using desk = await place.desk();
  const before = await deskState(desk, 'suppliers');
  const proposals = await proposalsFor(desk, { dataset: 'suppliers', selection: {}, atLeast: 0.9 });
  expect(
    proposals.flatMap(({ examples }) => examples.map(({ before: b, after }) => `${b} ${after}`)).toSorted(),
  ).toEqual(['Deutschland DE', 'XX PL']);
  const [parts] = await proposalsFor(desk, {
    dataset: 'parts',
    selection: { reason: 'ORPHAN_DEFAULT_SUPPLIER' },
  });
  expect(parts).toMatchObject({
    kind: 'code-in-id',
    confidence: 0.97,
    examples: [{ before: 'S100002', after: 'S2' }],
  });
  expect(await deskState(desk, 'suppliers')).toBe(before);
  for (const { operation } of proposals) await applyOperation(desk, operation);
  expect((await causesOf(desk, { dataset: 'suppliers', limit: 5, showPersonalData: false })).causes).toEqual(
    [],
  );
});

test('nearest values are looked up once: a code, a supplier by code', async () => {
  await using place = await QuarantineWorkspace.open();
  await place.deliver({
    suppliers: [{}, {}],
    parts: [{ category: 'ELECTRCAL' }, { default_supplier_id: 's100001' }],
  });
  await using desk = await place.desk();
  const category = await applyOperation(desk, {
    dataset: 'parts',
    selection: { reason: 'INVALID_CATEGORY' },
    change: { kind: 'nearest', field: 'category', to: 'code' },
  });
  expect(category.effect).toMatchObject({ changed: 1, frees: 1 });
  const supplier = await applyOperation(desk, {
    dataset: 'parts',
    selection: { reason: 'ORPHAN_DEFAULT_SUPPLIER' },
    change: { kind: 'nearest', field: 'default_supplier_id', to: 'supplier', by: 'code' },
  });
  expect(supplier.effect).toMatchObject({ changed: 1, frees: 1 });
});
