import { expect, test } from 'vitest';
import { z } from 'zod';
import { applyOperation } from '../../core/app/quarantine-apply.ts';
import { Desk } from '../../core/app/quarantine-desk.ts';
import { operationHistory, rowHistory } from '../../core/app/quarantine-history.ts';
import { previewOperation } from '../../core/app/quarantine-preview.ts';
import { returnToSilver } from '../../core/app/quarantine-return.ts';
import { turnOperation } from '../../core/app/quarantine-undo.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { sql } from '../../core/sql/sql.ts';
import { deskState, QuarantineWorkspace } from './quarantine-workspace.ts';

const secret = '/etc/passwd';

/** Texts that would be something else than a text where they got into a statement. */
const attacks = [
  `'); DROP TABLE desk_now_suppliers; --`,
  `' || (SELECT content FROM read_text('${secret}')) || '`,
  `(SELECT any_value(legal_name) FROM read_parquet('/**/*.parquet'))`,
  `"; ATTACH '${secret}' AS x; --`,
  `\\0\u0000'; COPY (SELECT 1) TO '/tmp/quayside-owned.csv'; --`,
  `$$; INSTALL httpfs; LOAD httpfs; $$`,
  `\${process.env.HOME}`,
  `{{7*7}}`,
  `=cmd|' /C calc'!A0`,
];

test('whatever a person types is a text: values, patterns, tables, notes, reasons', async () => {
  await using place = await QuarantineWorkspace.open();
  await place.deliver({ suppliers: [{ country: 'XX' }] });
  await using desk = await place.desk();
  for (const attack of attacks) {
    const { operationId, effect } = await applyOperation(
      desk,
      {
        dataset: 'suppliers',
        selection: {
          filter: {
            any: [
              { field: 'country', equals: 'XX' },
              { field: 'dba_name', equals: attack },
            ],
          },
        },
        changes: [
          { kind: 'set', field: 'dba_name', value: attack },
          { kind: 'map', field: 'city', by: 'dba_name', table: [{ from: attack, to: attack }] },
          { kind: 'replace', field: 'city', find: attack, with: attack },
          { kind: 'note', text: attack },
          { kind: 'assign', to: attack },
        ],
      },
      { reason: attack, person: attack },
    );
    expect(effect.examples.map(({ after }) => after)).toEqual([attack, attack]);
    await turnOperation(desk, 'undo', operationId ?? '');
  }
  expect(await operationHistory(desk, { showPersonalData: true })).toHaveLength(attacks.length);
  expect((await place.tables('suppliers')).quarantine).toEqual(['S0:open']);
}, 120_000);

const refused = [
  { selection: { filter: { field: 'country"; --', equals: 'x' } } },
  { selection: { field: "country' OR TRUE" } },
  { selection: { filter: { field: 'no_such_field', equals: 'x' } } },
  { selection: { filter: 'TRUE' } },
  { selection: { filter: { sql: 'TRUE' } } },
  { selection: { where: 'TRUE' } },
  { selection: { rows: ["' OR TRUE"] } },
  { selection: { pattern: '(?<=a)b' } },
  { selection: { field: 'country', pattern: '(' } },
  { change: { kind: 'set', field: 'row_id', value: 'x' } },
  { change: { kind: 'set', field: 'ingestion_timestamp', value: '2020-01-01' } },
  { change: { kind: 'sql', field: 'country', value: 'x' } },
  { change: { kind: 'copy', field: 'country', from: 'state_secret' } },
  { change: { kind: 'replace', field: 'country', find: '(', with: '', regex: true } },
  { change: { kind: 'scale', field: 'country', factor: 0 } },
  { change: { kind: 'waive', code: 'TENANT_MISMATCH', reason: 'x' } },
  { change: { kind: 'waive', code: 'DUPLICATE_SUPPLIER_ID', reason: 'x' } },
  { change: { kind: 'waive', code: 'NEGATIVE_MOQ', reason: 'x' } },
  { dataset: 'dim_suppliers_v1' },
];

test('what is no operation is refused', async () => {
  await using place = await QuarantineWorkspace.open();
  await place.deliver({ suppliers: [{ country: 'XX' }] });
  await using desk = await place.desk();
  for (const part of refused) {
    const operation = {
      dataset: 'suppliers',
      selection: {},
      change: { kind: 'clear', field: 'country' },
      ...part,
    };
    const outcome = await applyOperation(desk, operation).catch((cause: unknown) => cause);
    expect({ part, outcome }).toMatchObject({ outcome: { code: 'USAGE' } });
  }
  expect(desk.operations).toHaveLength(0);
});

test('no operation reaches another tenant: its rows, its operations, its history', async () => {
  await using place = await QuarantineWorkspace.open();
  await place.deliver({ suppliers: [{ country: 'XX' }] });
  await place.deliver({ suppliers: [{ country: 'XX', supplier_id: 'T0' }] }, 'other');
  await using other = await place.desk('other');
  const before = await deskState(other, 'suppliers');
  const theirs = await applyOperation(other, {
    dataset: 'suppliers',
    selection: {},
    change: { kind: 'note', text: 'ours' },
  });
  expect(theirs.effect.selected).toBe(1);

  await using desk = await place.desk();
  const all = await applyOperation(desk, {
    dataset: 'suppliers',
    selection: {},
    change: { kind: 'set', field: 'country', value: 'DE' },
  });
  expect(all.effect.selected).toBe(1);
  // By an id, a row or an operation of theirs.
  const found = await other.duck.rows(
    sql`SELECT row_id FROM desk_now_suppliers`,
    z.object({ row_id: z.string() }),
  );
  const rows = found.map(({ row_id }) => row_id);
  const named = await previewOperation(desk, {
    dataset: 'suppliers',
    selection: { rows },
    change: { kind: 'clear', field: 'country' },
  });
  expect(named.selected).toBe(0);
  await expect(turnOperation(desk, 'undo', theirs.operationId ?? '')).rejects.toMatchObject({
    code: 'USAGE',
  });
  await expect(
    rowHistory(desk, { dataset: 'suppliers', rowId: rows[0] ?? '', showPersonalData: true }),
  ).rejects.toMatchObject({ code: 'USAGE' });
  expect(await operationHistory(desk, { showPersonalData: true })).toHaveLength(1);
  await returnToSilver(desk, undefined);
  expect((await place.tables('suppliers', 'other')).silver).toEqual([]);
  await turnOperation(other, 'undo', theirs.operationId ?? '');
  expect(await deskState(other, 'suppliers')).toBe(before);
});

test.each(['../acme', 'acme/../other', "acme' OR 'a'='a", '', '.'])('%j is no tenant', async (tenant) => {
  await using place = await QuarantineWorkspace.open();
  await expect(Desk.open(place.host, { workspace: place.folder, tenant })).rejects.toMatchObject({
    code: 'USAGE',
  });
});

test('the journal has no values: they are in the quarantine store alone, under a digest that nobody can guess from', async () => {
  await using place = await QuarantineWorkspace.open();
  await place.deliver({ suppliers: [{ contact_email: 'jane@@doe.example', country: 'XX' }] });
  await using desk = await place.desk();
  const operation = {
    dataset: 'suppliers',
    selection: { field: 'contact_email', value: 'jane@@doe.example' },
    change: { kind: 'set', field: 'contact_email', value: 'jane@doe.example' },
  };
  const first = await applyOperation(desk, operation);
  await turnOperation(desk, 'undo', first.operationId ?? '');
  await applyOperation(desk, operation);
  await using open = await Workspace.open(place.host, place.folder);
  const entries = open.journal.log({ limit: 100 });
  expect(JSON.stringify(entries)).not.toContain('doe');
  const digests = entries.flatMap((entry) =>
    entry.kind === 'quarantine-operation' ? [entry.body.digest] : [],
  );
  expect(new Set(digests).size).toBe(2);
  // Masked unless asked for, also in what an operation says.
  expect(JSON.stringify(await operationHistory(desk, { showPersonalData: false }))).not.toContain('doe');
  expect(JSON.stringify(await operationHistory(desk, { showPersonalData: true }))).toContain(
    'jane@doe.example',
  );
});

test('a pattern costs no more than its text: nothing backtracks', async () => {
  await using place = await QuarantineWorkspace.open();
  await place.deliver({ suppliers: [{ country: 'XX', legal_name: `${'a'.repeat(50_000)}!` }] });
  await using desk = await place.desk();
  const started = performance.now();
  await previewOperation(desk, {
    dataset: 'suppliers',
    selection: { field: 'legal_name', pattern: '^(a+)+$' },
    change: { kind: 'clear', field: 'dba_name' },
  });
  expect(performance.now() - started).toBeLessThan(30_000);
});
