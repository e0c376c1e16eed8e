import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { api, type ApiClient } from '../../contracts/api/index.ts';
import { type engineOn, refusalOf } from './client.ts';
import { outcomeOf, recording, testWorkspace, type TestWorkspace } from './workspace.ts';

let here: TestWorkspace;
let engine: ReturnType<typeof engineOn>;
let client: ApiClient;
let asked: ReadonlySet<string>;
const tenant = 'tenant_acme';
const of = { tenant, dataset: 'suppliers' } as const;

beforeAll(async () => {
  here = await testWorkspace();
  engine = here.engine();
  ({ client, asked } = recording(engine.client));
  await outcomeOf(client, 'demo', client.demo.start({ suppliers: 400, parts: 200, seed: '6' }));
}, 240_000);

afterAll(async () => {
  await engine[Symbol.asyncDispose]();
  await here[Symbol.asyncDispose]();
});

/** Suppliers with a country that is none, set right. */
const cure = {
  dataset: 'suppliers',
  selection: { reason: 'INVALID_COUNTRY_CODE', field: 'country' },
  changes: [{ kind: 'set', field: 'country', value: 'DE' }],
} as const;

test('causes, proposals, rows and values speak of the same rows', async () => {
  const { causes, totals } = await client.steward.causes({ tenant, limit: 1000 });
  expect(causes.length).toBeGreaterThan(3);
  const suppliers = totals.find(({ dataset }) => dataset === 'suppliers');
  const all = await client.steward.page({ ...of, selection: {}, page: { limit: 1000 } });
  expect(all.total).toBe(suppliers?.rows);
  const [first] = causes.filter(({ dataset }) => dataset === 'suppliers');
  const chosen = await client.steward.page({ ...of, selection: first?.selection ?? {}, page: {} });
  expect(chosen.total).toBe(first?.rows);
  const { values } = await client.steward.values({ ...of, selection: {}, of: { column: '_state' } });
  expect(values).toEqual([{ value: 'open', rows: all.total }]);
  const { proposals } = await client.steward.propose({ ...of, selection: {} });
  expect(proposals.every(({ confidence }) => confidence >= 0 && confidence <= 1)).toBe(true);
});

test('the effect that is shown is the effect; undone it is as before; then it goes to silver', async () => {
  const before = await client.steward.causes({ tenant });
  const shown = await client.steward.preview({ tenant, operation: cure });
  expect(shown.effect.changed).toBeGreaterThan(0);
  expect(shown.command).toContain('quayside quarantine apply');
  const applied = await client.steward.apply({ tenant, operation: cure, basedOn: shown.head });
  expect(applied.effect).toEqual(shown.effect);
  const operationId = applied.operationId ?? '';
  const free = await client.steward.page({
    ...of,
    selection: {},
    page: { filters: [{ column: '_state', op: 'in', values: ['free'] }], limit: 1000 },
  });
  expect(free.total).toBe(shown.effect.frees);
  // Somebody who saw the state before is told that it is another one.
  const late = client.steward.apply({ tenant, operation: cure, basedOn: shown.head });
  expect(await refusalOf(late)).toMatchObject({ code: 'CONFLICT' });

  const turn = { tenant, operationId, action: 'undo' } as const;
  const back = await client.steward.previewTurn(turn);
  expect((await client.steward.turn(turn)).effect).toEqual(back.effect);
  expect((await client.steward.causes({ tenant })).causes).toEqual(before.causes);
  await client.steward.turn({ ...turn, action: 'redo' });

  const { operations } = await client.steward.history({ tenant });
  expect(operations[0]).toMatchObject({ operationId });
  const rowId = String(tableFromIPC(free.arrow).get(0)?.['_rowId']);
  const row = await client.steward.rowHistory({ ...of, rowId, field: 'country' });
  expect(JSON.stringify(row)).toContain(operationId);

  const { preview, command } = await client.steward.previewReturn({ tenant });
  expect(command).toContain('quayside quarantine return');
  const outcome = await outcomeOf(client, 'return', client.steward.returnToSilver({ tenant }));
  expect(JSON.stringify(preview)).toContain(String(free.total));
  expect(outcome).toBeDefined();
  const silver = { table: 'supply_chain.dim_suppliers_v1', tenant };
  const key = String(tableFromIPC(free.arrow).get(0)?.['_key']);
  const found = await client.tables.page({
    ...silver,
    page: { filters: [{ column: 'supplier_id', op: 'equals', value: key }] },
  });
  expect(tableFromIPC(found.arrow).get(0)?.['country']).toBe('DE');
  expect(
    (await client.steward.causes({ tenant })).totals.find(({ dataset }) => dataset === 'suppliers')?.free,
  ).toBe(0);
}, 240_000);

test('what does not fit is refused before anything is looked at', async () => {
  const operation = { ...cure, changes: [{ kind: 'set', field: 'no such field', value: 'x' }] } as const;
  expect(await refusalOf(client.steward.preview({ tenant, operation }))).toMatchObject({ code: 'USAGE' });
  const nowhere = client.steward.turn({ tenant, operationId: 'nobody', action: 'undo' });
  expect(await refusalOf(nowhere)).toMatchObject({ code: 'USAGE' });
});

test("every one of a steward's procedures was asked for", () => {
  const all = Object.keys(api.steward).map((name) => `steward.${name}`);
  expect(all.filter((name) => !asked.has(name))).toEqual([]);
});
