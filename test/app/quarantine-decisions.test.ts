import { DatabaseSync } from 'node:sqlite';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { applyOperation } from '../../core/app/quarantine-apply.ts';
import { causesOf } from '../../core/app/quarantine-causes.ts';
import { rowHistory } from '../../core/app/quarantine-history.ts';
import { pageOf } from '../../core/app/quarantine-page.ts';
import { previewReturn, returnToSilver } from '../../core/app/quarantine-return.ts';
import { previewTurn, turnOperation } from '../../core/app/quarantine-undo.ts';
import type { Desk } from '../../core/app/quarantine-desk.ts';
import { storeFile } from '../../core/app/quarantine-operations.ts';
import { QuarantineWorkspace } from './quarantine-workspace.ts';

const reject = {
  dataset: 'parts',
  selection: { reason: 'ORPHAN_DEFAULT_SUPPLIER' },
  change: { kind: 'reject', reason: 'not ours' },
};
const later = { source_timestamp: '2026-11-21T00:00:00Z' };
/** Fails while there is no supplier S0, passes later on. */
const orphan = { part_id: 'P0', part_number: 'P-100000', description: 'Bolt' };

const rows = async (desk: Desk, dataset: 'suppliers' | 'parts') =>
  (
    await pageOf(desk, {
      dataset,
      selection: {},
      state: 'all',
      offset: 0,
      limit: 100,
      showPersonalData: true,
    })
  ).rows;

test.each(['closed by a return', 'on the desk only'])(
  'a rejected row stays rejected however often it comes (%s); another content is judged anew, and what was rejected is shown beside it',
  async (how) => {
    await using place = await QuarantineWorkspace.open();
    await place.deliver({ parts: [orphan] });
    await using desk = await place.desk();
    const rejected = await applyOperation(desk, reject, { person: 'anna' });
    if (how === 'closed by a return') await returnToSilver(desk, undefined);
    const state = how === 'closed by a return' ? 'rejected' : 'open';

    // Failing again, then passing: neither opens another row nor goes to silver.
    const again = await place.deliver({ parts: [{ ...orphan, ...later }] });
    expect(again.datasets.parts).toMatchObject({ landed: 1, superseded: 1, quarantined: 0 });
    const passing = await place.deliver({
      suppliers: [{}],
      parts: [{ ...orphan, source_timestamp: '2026-11-22T00:00:00Z' }],
    });
    expect(passing.datasets).toMatchObject({
      suppliers: { inserted: 1 },
      parts: { landed: 1, superseded: 1, inserted: 0 },
    });
    expect(await place.tables('parts')).toEqual({ silver: [], quarantine: [`P0:${state}`] });

    const other = { ...orphan, description: 'Another bolt', source_timestamp: '2026-11-22T12:00:00Z' };
    await place.deliver({ parts: [{ ...other, uom: 'BOX' }] });
    const [open] = (await rows(desk, 'parts')).filter((row) => row.state === 'open');
    if (how === 'closed by a return') {
      const { events } = await rowHistory(desk, {
        dataset: 'parts',
        rowId: open?.rowId ?? '',
        showPersonalData: true,
      });
      expect(events[0]).toMatchObject({
        what: 'earlier',
        state: 'rejected',
        person: 'anna',
        reason: 'not ours',
        cells: expect.arrayContaining([{ field: 'description', before: 'Bolt', after: 'Another bolt' }]),
      });
    }
    await place.deliver({ parts: [{ ...other, source_timestamp: '2026-11-23T00:00:00Z' }] });
    expect((await place.tables('parts')).silver).toEqual(['P0']);
    expect(rejected.operationId).not.toBeNull();
  },
  60_000,
);

test('a rejection that is undone lets the row in when it comes again', async () => {
  await using place = await QuarantineWorkspace.open();
  await place.deliver({ parts: [orphan, { part_id: 'P1' }] });
  await using desk = await place.desk();
  const one = { ...reject, selection: { filter: { field: 'part_id', equals: 'P0' } } };
  const { operationId } = await applyOperation(desk, one);
  await applyOperation(desk, { ...one, selection: { filter: { field: 'part_id', equals: 'P1' } } });
  await returnToSilver(desk, undefined);
  await turnOperation(desk, 'undo', operationId ?? '');
  await place.deliver({
    suppliers: [{}],
    parts: [
      { ...orphan, ...later },
      { part_id: 'P1', ...later },
    ],
  });
  expect((await place.tables('parts')).silver).toEqual(['P0']);
});

test('what somebody took on stays theirs when a later delivery brings it again, still wrong', async () => {
  await using place = await QuarantineWorkspace.open();
  await place.deliver({ suppliers: [{ country: 'XX' }, { country: 'YY' }] });
  await using desk = await place.desk();
  const selection = { reason: 'INVALID_COUNTRY_CODE', value: 'XX' };
  await applyOperation(desk, { dataset: 'suppliers', selection, change: { kind: 'assign', to: 'anna' } });
  await applyOperation(desk, {
    dataset: 'suppliers',
    selection,
    change: { kind: 'wait', for: 'the customer' },
  });
  await place.deliver({
    suppliers: [
      { country: 'XY', ...later },
      { country: 'YY', ...later },
    ],
  });
  const found = await rows(desk, 'suppliers');
  expect(
    found.map(({ key, assignee, waitsFor, state }) => `${key} ${state} ${assignee} ${waitsFor}`).toSorted(),
  ).toEqual(['S0 waiting anna the customer', 'S1 open null null']);
});

async function spoilt(spoil: (file: string) => Promise<void> | void) {
  const place = await QuarantineWorkspace.open();
  await place.deliver({ suppliers: [{ country: 'XX' }, { country: 'YY' }] });
  const set = (value: string, to: string) => ({
    dataset: 'suppliers',
    selection: { field: 'country', value },
    change: { kind: 'set', field: 'country', value: to },
  });
  let first: string | null = null;
  {
    await using desk = await place.desk();
    first = (await applyOperation(desk, set('XX', 'DE'), { person: 'anna' })).operationId;
    await applyOperation(desk, set('YY', 'PL'));
  }
  await spoil(join(place.folder, storeFile));
  return { place, first: first ?? '', set };
}

/** As a later version would write it: the row is there, and this version cannot tell what it means. */
const laterVersion = (operationId: string) => (file: string) => {
  using db = {
    sqlite: new DatabaseSync(file),
    [Symbol.dispose]() {
      this.sqlite.close();
    },
  };
  db.sqlite.exec('DROP TRIGGER operations_stay');
  db.sqlite
    .prepare(
      `UPDATE operations SET content = replace(content, '"kind":"set"', '"kind":"guess"') WHERE operation_id = ?`,
    )
    .run(operationId);
};

test('an operation that cannot be read is named; the rest is shown, nothing is done on it, and undoing it is the way out', async () => {
  const { place, first, set } = await spoilt(() => undefined);
  await using _ = place;
  laterVersion(first)(join(place.folder, storeFile));
  await using desk = await place.desk();
  const { unreadable } = await causesOf(desk, { limit: 5, showPersonalData: true });
  expect(unreadable).toMatchObject([
    {
      operationId: first,
      person: 'anna',
      dataset: 'suppliers',
      kinds: ['set'],
      fields: ['country'],
      rows: 1,
    },
  ]);
  expect((await rows(desk, 'suppliers')).map(({ values }) => values['country'])).toEqual(['XX', 'PL']);
  const refused = { code: 'JOURNAL_DAMAGED', message: expect.stringContaining(first) };
  await expect(applyOperation(desk, set('PL', 'DE'))).rejects.toMatchObject(refused);
  await expect(returnToSilver(desk, undefined)).rejects.toMatchObject(refused);
  expect((await previewReturn(desk, undefined)).datasets).toMatchObject({ suppliers: { released: 1 } });
  // A run goes on, and frees nothing that somebody may have worked on.
  await place.deliver({ parts: [{}] });

  expect(await previewTurn(desk, 'undo', first)).toMatchObject({ changed: 0 });
  await turnOperation(desk, 'undo', first);
  await expect(turnOperation(desk, 'redo', first)).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' });
  await applyOperation(desk, set('XX', 'FR'));
  await returnToSilver(desk, undefined);
  expect((await place.tables('suppliers')).silver).toEqual(['S0', 'S1']);
});

test.each([
  ['is gone', (file: string) => rm(file)],
  [
    'is no database',
    (file: string) => import('node:fs/promises').then((fs) => fs.writeFile(file, 'rubbish')),
  ],
])('where the whole store %s the rows are shown as they came, and nothing is lost', async (_, spoil) => {
  const { place } = await spoilt(async (file) => {
    for (const suffix of ['-wal', '-shm']) await rm(`${file}${suffix}`, { force: true });
    await spoil(file);
  });
  await using _place = place;
  await using desk = await place.desk();
  expect((await rows(desk, 'suppliers')).map(({ values }) => values['country'])).toEqual(['XX', 'YY']);
  expect((await causesOf(desk, { limit: 5, showPersonalData: true })).unreadable).toHaveLength(2);
  await expect(returnToSilver(desk, undefined)).rejects.toMatchObject({ code: 'JOURNAL_DAMAGED' });
});

test('rows are chosen by their state, and are the same ones in a replay', async () => {
  await using place = await QuarantineWorkspace.open();
  await place.deliver({ suppliers: [{ country: 'XX' }, { country: 'YY' }, { country: 'ZZ' }] });
  await using desk = await place.desk();
  const on = (value: string, change: object) =>
    applyOperation(desk, { dataset: 'suppliers', selection: { field: 'country', value }, change });
  await on('XX', { kind: 'assign', to: 'anna' });
  await on('YY', { kind: 'wait', for: 'the customer' });
  await on('ZZ', { kind: 'set', field: 'country', value: 'DE' });
  const states = async () =>
    Object.fromEntries((await rows(desk, 'suppliers')).map(({ key, state }) => [key, state]));
  expect(await states()).toEqual({ S0: 'assigned', S1: 'waiting', S2: 'free' });
  const noted = (state: string) =>
    applyOperation(desk, {
      dataset: 'suppliers',
      selection: { state },
      change: { kind: 'note', text: state },
    });
  for (const state of ['assigned', 'waiting', 'free'])
    expect((await noted(state)).effect).toMatchObject({ selected: 1, changed: 1 });
  await applyOperation(desk, {
    dataset: 'suppliers',
    selection: { state: 'assigned' },
    change: { kind: 'reject', reason: 'not ours' },
  });
  expect((await noted('rejected')).effect).toMatchObject({ selected: 1, changed: 1 });
  await using again = await place.desk();
  const shown = async (one: Desk) =>
    (await rows(one, 'suppliers')).map(({ key, state, note, assignee }) => [key, state, note, assignee]);
  expect(await shown(again)).toEqual(await shown(desk));
  expect(await states()).toEqual({ S0: 'rejected', S1: 'waiting', S2: 'free' });
});

test('which of two versions is kept is a person’s to say before anything is written: silver’s newer one, or the row', async () => {
  await using place = await QuarantineWorkspace.open();
  const wrong = { lead_time_days_avg: '-1' };
  await place.deliver({
    suppliers: [
      { ...wrong, legal_name: 'Old name' },
      { ...wrong, legal_name: 'Older' },
    ],
  });
  await using desk = await place.desk();
  // Under other ids, so that what comes later does not close them.
  for (const [from, to] of [
    ['S0', 'S8'],
    ['S1', 'S9'],
  ])
    await applyOperation(desk, {
      dataset: 'suppliers',
      selection: { filter: { field: 'supplier_id', equals: from } },
      changes: [
        { kind: 'set', field: 'supplier_id', value: to },
        { kind: 'set', field: 'supplier_code', value: `${to}00000` },
        { kind: 'set', field: 'lead_time_days_avg', value: '1' },
      ],
    });
  await place.deliver({
    suppliers: ['S8', 'S9'].map((id) => ({
      supplier_id: id,
      supplier_code: `${id}00000`,
      legal_name: 'New name',
      ...later,
    })),
  });
  const before = await previewReturn(desk, undefined);
  expect(before.datasets.suppliers).toMatchObject({ released: 0, older: 2 });
  expect(before.meetings).toMatchObject([{ wins: false }, { wins: false }]);
  const [first, second] = before.meetings;
  await applyOperation(desk, {
    dataset: 'suppliers',
    selection: { rows: [first?.rowId] },
    change: { kind: 'keep', which: 'these' },
  });
  await applyOperation(desk, {
    dataset: 'suppliers',
    selection: { rows: [second?.rowId] },
    change: { kind: 'reject', reason: 'what silver has is kept' },
  });
  const after = await previewReturn(desk, undefined);
  expect(after.datasets.suppliers).toMatchObject({ released: 1, rejected: 1, older: 0 });
  expect(after.meetings).toMatchObject([
    {
      rowId: first?.rowId,
      wins: true,
      differences: expect.arrayContaining([
        { field: 'legal_name', silver: 'New name', row: expect.stringMatching(/^Old/) },
      ]),
    },
  ]);
  // Somebody else did something meanwhile: who looked at that is told.
  await expect(returnToSilver(desk, undefined, { basedOn: desk.head - 1 })).rejects.toMatchObject({
    code: 'CONFLICT',
  });
  const { counts } = await returnToSilver(desk, undefined, { basedOn: desk.head });
  expect(counts.suppliers).toMatchObject({ updated: 1, inserted: 0 });
});
