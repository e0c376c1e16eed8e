import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { document, quayside } from '../cli/run.ts';

let folder = '';
let on: readonly string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quayside-steward-'));
  const source = join(folder, 'delivery');
  await mkdir(source);
  const time = '2026-11-20T00:00:00Z';
  await writeFile(
    join(source, 'suppliers.csv'),
    `supplier_id,legal_name,country,contact_email,preferred_currency,source_timestamp,data_source
S1,Alpha,Deutschland,jane@@doe.example,EUR,${time},sap
S2,Beta,DE,b@b.de,EUR,${time},sap
`,
  );
  await writeFile(
    join(source, 'parts.csv'),
    `part_id,part_number,description,category,uom,default_supplier_id,source_timestamp,data_source
P1,P-100001,Bolt,OTHER,EA,S1,${time},sap
P2,P-100002,Box,OTHER,BOX,S2,${time},sap
`,
  );
  const workspace = join(folder, 'workspace');
  on = ['--tenant', 'acme', '--workspace', workspace];
  await document(['run', '--source', source, ...on]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const steward = (...args: readonly string[]): string[] => ['quarantine', ...args, ...on];

test('from causes to silver on the command line', async () => {
  const { causes } = await document<{ causes: { frees: number; value: string }[] }>(steward('causes'));
  expect(causes).toMatchObject([
    { value: 'Deutschland', frees: 2 },
    { value: 'BOX', frees: 1 },
  ]);

  const fixes = await quayside([...steward('propose', '--at-least', '0.9', '--operations'), '--json']);
  const file = join(folder, 'fixes.json');
  await writeFile(file, fixes.stdout);
  const { applied } = await document<{ applied: { operationId: string; effect: { frees: number } }[] }>(
    steward('apply', '--operation', file, '--because', 'looked at'),
  );
  expect(applied.map(({ effect }) => effect.frees).toSorted((a, b) => a - b)).toEqual([0, 1]);

  const waived = steward('apply', '--dataset', 'parts', '--reason', 'INVALID_UOM', '--waive', 'INVALID_UOM');
  expect(await quayside(waived)).toMatchObject({ code: 2 });
  expect(await quayside([...waived, '--because', 'a box is one'])).toMatchObject({ code: 0 });

  const history = await quayside(steward('history'));
  expect(history.stdout).toContain('looked at');
  expect(history.stdout).not.toContain('jane@doe');
  const shown = await quayside([...steward('history'), '--show-pii']);
  expect(shown.stdout).toContain('jane@doe.example');

  const [{ operationId } = { operationId: '' }] = applied;
  const dry = await quayside(steward('undo', operationId, '--dry-run'));
  expect(dry.stdout).toContain('would be undone');
  expect(await quayside(steward('undo', 'no-such-operation'))).toMatchObject({ code: 2 });

  const returned = await document<{ counts: unknown; publicationId: string }>(steward('return'));
  expect(returned.counts).toMatchObject({ suppliers: { inserted: 1 }, parts: { inserted: 2 } });
  expect((await quayside(steward('return'))).stdout).toContain('There was nothing to return.');
}, 240_000);

test.each([
  [['apply', '--dataset', 'suppliers', '--set', 'country=DE']],
  [['apply', '--reason', 'INVALID_UOM', '--set', 'uom=EA']],
  [['apply', '--dataset', 'parts', '--reason', 'INVALID_UOM']],
  [['apply', '--operation', '{"dataset":"parts"}']],
  [['apply', '--operation', '{nonsense']],
  [
    [
      'apply',
      '--dataset',
      'parts',
      '--text',
      'x',
      '--parse',
      'moq',
      '--as',
      'number',
      '--format',
      'whatever',
    ],
  ],
  [['preview', '--dataset', 'parts', '--row', 'x', '--clear', 'moq']],
  [['reject', '--dataset', 'parts', '--because', 'no rows named']],
  [['assign', 'anna', '--dataset', 'parts']],
  [['show', '--now']],
])('%j is a usage error', async (args) => {
  expect(await quayside(steward(...args))).toMatchObject({ code: 2, stdout: '' });
});

test('who has what is listed and looked for; who does it is the settings’ person unless said', async () => {
  const source = join(folder, 'second');
  await mkdir(source);
  await writeFile(
    join(source, 'suppliers.csv'),
    `supplier_id,legal_name,country,contact_email,preferred_currency,source_timestamp,data_source
S3,Gamma,YY,c@c.de,EUR,2026-11-20T00:00:00Z,sap
`,
  );
  await document(['run', '--source', source, ...on]);
  await document(['settings', 'set', 'person', 'Anna', '--workspace', on[3] ?? '']);
  const which = ['--dataset', 'suppliers', '--reason', 'INVALID_COUNTRY_CODE'];
  await document(steward('assign', 'bo', ...which));
  await document(steward('assign', 'the customer', '--waiting', ...which, '--person', 'Zoe'));
  const { operations } = await document<{ operations: { person: string }[] }>(steward('history'));
  expect(operations.slice(0, 2).map(({ person }) => person)).toEqual(['Zoe', 'Anna']);

  interface Shown {
    readonly rows: readonly {
      key: string;
      state: string;
      assignee: string | null;
      waitsFor: string | null;
    }[];
  }
  const waiting = await document<Shown>(steward('show', '--state', 'waiting'));
  expect(waiting.rows).toMatchObject([{ key: 'S3', assignee: 'bo', waitsFor: 'the customer' }]);
  expect((await document<Shown>(steward('show', '--state', 'assigned'))).rows).toEqual([]);
  expect((await document<Shown>(steward('show', '--assigned', 'bo'))).rows).toHaveLength(1);
  expect(
    (await document<Shown>(steward('show', '--now', '--dataset', 'suppliers', '--state', 'waiting'))).rows,
  ).toHaveLength(1);
  const { groups } = await document<{ groups: { rows: number }[] }>(steward('list', '--assigned', 'bo'));
  expect(groups.length).toBeGreaterThan(0);
  expect((await quayside(steward('show'))).stdout).toContain('waiting (bo, for the customer)');
  expect(await quayside(['settings', 'set', 'timezone', 'UTC', '--workspace', on[3] ?? ''])).toMatchObject({
    code: 2,
  });
});

test('an operation that cannot be read is named by causes and history, refused by apply, and undone by its name', async () => {
  const { operations } = await document<{ operations: { operationId: string; counts: boolean }[] }>(
    steward('history'),
  );
  const lost = operations.find(({ counts }) => counts)?.operationId ?? '';
  {
    const db = new DatabaseSync(join(on[3] ?? '', 'quarantine.sqlite'));
    db.prepare('DELETE FROM operations WHERE operation_id = ?').run(lost);
    db.close();
  }
  for (const command of ['causes', 'history'])
    expect((await quayside(steward(command))).stdout).toContain(
      `nothing may be applied or returned: ${lost}`,
    );
  const reject = steward(
    'reject',
    '--dataset',
    'suppliers',
    '--reason',
    'INVALID_COUNTRY_CODE',
    '--because',
    'x',
  );
  const refused = await quayside(reject);
  expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining(`quarantine undo ${lost}`)]);
  expect(await quayside(steward('undo', lost))).toMatchObject({ code: 0 });
  expect(await quayside(reject)).toMatchObject({ code: 0 });
});
