import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api, type ApiClient } from '../../contracts/api/index.ts';
import { type engineOn, lastOf, refusalOf } from './client.ts';
import { outcomeOf, recording, testWorkspace, type TestWorkspace } from './workspace.ts';

let here: TestWorkspace;
let engine: ReturnType<typeof engineOn>;
let client: ApiClient;
let asked: ReadonlySet<string>;
let acmeRun = '';
const tenant = 'tenant_acme';
const suppliers = 'supply_chain.dim_suppliers_v1';

beforeAll(async () => {
  here = await testWorkspace();
  engine = here.engine({ uploads: join(here.root, 'up'), downloads: join(here.root, 'down') });
  ({ client, asked } = recording(engine.client));
  const { tenants } = await outcomeOf(
    client,
    'demo',
    client.demo.start({ suppliers: 300, parts: 300, seed: '4' }),
  );
  acmeRun = tenants.find((one) => one.tenant === tenant)?.runId ?? '';
}, 180_000);

afterAll(async () => {
  await engine[Symbol.asyncDispose]();
  await here[Symbol.asyncDispose]();
});

const delivery = (): { readonly path: string } => ({ path: join(here.folder, 'deliveries', tenant) });

describe('workspace', () => {
  test('facts: tenants, tables, the demo', async () => {
    const facts = await client.workspace.facts();
    expect(facts).toMatchObject({
      folder: here.folder,
      name: 'workspace',
      hasTables: true,
      hasDemo: true,
      tenants: ['tenant_acme', 'tenant_globex'],
      engine: { id: engine.engine.id, hostPaths: true, downloads: true },
    });
  });

  test('health: every check is made, and all is well', async () => {
    const { checks } = await client.workspace.health();
    expect(checks.map(({ check, state }) => `${check} ${state}`).toSorted()).toEqual(
      ['catalog', 'disk', 'folder', 'journal', 'location', 'memory', 'scratch', 'settings'].map(
        (name) => `${name} ok`,
      ),
    );
  });

  test('relocate: nothing to do where it is', async () => {
    expect(await client.workspace.relocate()).toEqual({ status: 'unchanged', tables: 0 });
  });
});

describe('home', () => {
  test('the rows that wait, by tenant and age, and the last runs', async () => {
    const { needs, tenants, on, waiting } = await client.home.overview();
    expect({ on, waiting }).toEqual({ on: 0, waiting: 0 });
    const acme = tenants.find((one) => one.tenant === tenant);
    expect(acme?.quarantine.open).toBe(acme?.quarantine.today);
    expect(acme?.lastRun).toMatchObject({ runId: acmeRun, state: 'published' });
    expect(acme?.passRates).toHaveLength(1);
    expect(needs).toContainEqual(
      expect.objectContaining({ kind: 'quarantine', tenant, rows: acme?.quarantine.open }),
    );
    const { due, person } = await client.home.due();
    expect([due, person.length > 0]).toEqual([[], true]);
    const one = await client.home.overview({ tenant });
    expect(one.tenants.map((of) => of.tenant)).toEqual([tenant]);
  });
});

describe('demo and generate', () => {
  test('facts and options', async () => {
    expect(await client.demo.facts()).toMatchObject({ isThere: true, defaults: { suppliers: 5000 } });
    const { kinds } = await client.generate.options();
    expect(kinds).toContainEqual({
      kind: 'bogus_country',
      dataset: 'suppliers',
      outcome: 'error',
      code: 'INVALID_COUNTRY_CODE',
    });
    expect(kinds).toContainEqual({ kind: 'whitespace_case', dataset: 'parts', outcome: 'normalised' });
  });

  const request = { tenants: ['newcomer'], suppliers: 400, parts: 800, seed: '9', format: 'csv' as const };

  test('what is drawn is what is meant', async () => {
    const { distributions, dirt, rows } = await client.generate.distributions({
      ...request,
      suppliers: 20_000,
      parts: 20_000,
    });
    expect(rows).toEqual({ suppliers: 20_000, parts: 20_000 });
    for (const { field, bars, kind } of distributions) {
      const drawn = bars.reduce((sum, bar) => sum + bar.drawn, 0);
      expect(drawn, field).toBeLessThan(1.001);
      expect(drawn, field).toBeGreaterThan(kind === 'category' ? 0.999 : 0.95);
      for (const bar of bars)
        expect(Math.abs((bar.intended ?? 0) - bar.drawn), `${field} ${bar.label}`).toBeLessThan(0.02);
    }
    for (const { kind, intended, drawn } of dirt)
      expect(Math.abs(intended - drawn), kind).toBeLessThan(6 * Math.sqrt(intended) + 5);
  });

  test('generated, run from files, scored', async () => {
    const { tenants } = await outcomeOf(client, 'generate', client.generate.start(request));
    const folder = tenants[0]?.folder ?? '';
    expect(folder).toBe(join(here.folder, 'deliveries', 'newcomer'));
    const { distributions } = await client.generate.distributions({ folder, tenant: 'newcomer' });
    expect(distributions.find(({ field }) => field === 'country')?.bars[0]?.label).toBe('CN');
    const { runId } = await client.runs.start({ tenant: 'newcomer', sources: [{ path: folder }] });
    const last = await lastOf(client.runs.watch({ runId }));
    expect(last).toMatchObject({ state: 'published', totals: { landed: 1200 }, tenant: 'newcomer' });
    const score = await outcomeOf(
      client,
      'score',
      client.generate.score({ folder: { path: folder }, tenant: 'newcomer' }),
    );
    expect(score).toMatchObject({ tenant: 'newcomer', precision: 1, recall: 1, missing: 0, strays: 0 });
  });

  test('the same as a command', async () => {
    const { command } = await client.generate.command({ ...request, out: '/tmp/a b', dirtyRate: 0.1 });
    expect(command).toBe(
      "quayside generate --tenant newcomer --suppliers 400 --parts 800 --seed 9 --dirty 0.1 --format csv --out '/tmp/a b'",
    );
  });
});

describe('files', () => {
  test('inspect says what lies there, also where nothing does', async () => {
    const { found } = await client.files.inspect({
      sources: [delivery(), { path: join(delivery().path, 'parts.parquet') }, { path: '/no/such/file' }],
    });
    expect(found.map(({ kind, files, tenant: whose }) => [kind, files, whose])).toEqual([
      ['folder', 3, tenant],
      ['file', null, tenant],
      ['missing', null, null],
    ]);
  });

  test('check: what would pass and what would not, nothing kept', async () => {
    const before = (await client.runs.list({})).runs.length;
    const checked = await outcomeOf(client, 'check', client.files.check({ tenant, sources: [delivery()] }));
    expect(checked.datasets.suppliers).toMatchObject({ landed: 300 });
    expect(checked.reasons[0]?.examples[0]?.row).toBeGreaterThan(0);
    expect(checked.readings.map(({ dataset }) => dataset)).toEqual(['suppliers', 'parts']);
    expect((await client.runs.list({})).runs).toHaveLength(before);
  });

  test('preview: the first rows as text', async () => {
    const source = { path: join(delivery().path, 'suppliers.parquet') };
    const page = await client.files.preview({ source, page: { limit: 7 } });
    expect(page).toMatchObject({ rows: 7, total: 300, offset: 0 });
    expect(tableFromIPC(page.arrow).get(0)?.['supplier_code']).toMatch(/^S\d+$/);
  });
});

describe('runs', () => {
  test('list: pages that do not overlap and leave nothing out', async () => {
    const all = await client.runs.list({ limit: 200 });
    const first = await client.runs.list({ limit: 1 });
    const rest = await client.runs.list({ limit: 200, after: first.next ?? '' });
    expect([...first.runs, ...rest.runs].map(({ runId }) => runId)).toEqual(
      all.runs.map(({ runId }) => runId),
    );
    expect(rest.next).toBeNull();
    const failed = await client.runs.list({ states: ['failed'] });
    expect(failed.runs).toEqual([]);
    const own = await client.runs.list({ tenant });
    expect(own.runs.map((run) => run.tenant)).toEqual([tenant]);
  });

  test('show, spans, log, reasons', async () => {
    const run = await client.runs.show({ runId: acmeRun });
    expect(run).toMatchObject({ runId: acmeRun, state: 'published', kind: 'delta' });
    expect(run.files.map(({ rows }) => rows)).toEqual([300, 300]);
    expect(run.can).toEqual({ cancel: false, resume: false, retry: false });
    const { spans } = await client.runs.spans({ runId: acmeRun });
    expect(spans.map(({ name }) => name)).toContain('publish');
    const { records } = await client.runs.log({ runId: acmeRun });
    expect(records[0]?.kind).toBe('run-started');
    const { reasons } = await client.runs.reasons({ runId: acmeRun });
    const groups = await client.quarantine.groups({ tenant, runId: acmeRun, state: 'all' });
    expect(reasons.map(({ code }) => code)).toEqual(groups.groups.map(({ code }) => code));
  });

  test('plan: a rerun would change nothing, a first run would insert', async () => {
    const again = await outcomeOf(client, 'plan', client.runs.plan({ runId: acmeRun }));
    expect(again).toMatchObject({ answer: 'repeat', runId: acmeRun });
    expect(again.datasets.suppliers).toMatchObject({ inserted: 0, updated: 0 });
    // Judged as of another time it is another evaluation, over the same rows.
    const asOf = new Date(Date.now() + 3600_000).toISOString();
    const other = await outcomeOf(client, 'plan', client.runs.plan({ tenant, sources: [delivery()], asOf }));
    expect(other.answer).toBe('judge');
    expect(other.datasets.suppliers).toMatchObject({ inserted: 0, updated: 0 });
    expect(other.datasets.suppliers?.unchanged).toBe(again.datasets.suppliers?.unchanged);
  });

  test('rerun and difference', async () => {
    const { runId } = await client.runs.rerun({ runId: acmeRun });
    const last = await lastOf(client.runs.watch({ runId }));
    expect(last.state).toBe('unchanged');
    const { datasets, before } = await client.runs.difference({ runId });
    expect(before).toBeNull();
    expect(datasets.map(({ now }) => now.landed)).toEqual([300, 300]);
  });

  test('a folder per tenant, all at once', async () => {
    const started = await client.runs.startAll({ folder: { path: join(here.folder, 'deliveries') } });
    const states = await Promise.all(
      started.runs.map(async ({ runId }) => (await lastOf(client.runs.watch({ runId }))).state),
    );
    expect(new Set(states)).toEqual(new Set(['unchanged']));
  });

  test('what cannot be is refused with the state that forbids it', async () => {
    for (const how of ['cancel', 'resume', 'retry'] as const) {
      const refusal = await refusalOf(client.runs[how]({ runId: acmeRun }));
      expect(refusal).toMatchObject({ code: 'USAGE', parameters: { state: 'published' } });
    }
    expect(await refusalOf(client.runs.show({ runId: 'nobody' }))).toMatchObject({ code: 'USAGE' });
  });

  test('the same as a command', async () => {
    const { command } = await client.runs.command({ tenant, sources: [{ path: "/a/it's" }], kind: 'full' });
    expect(command).toBe(
      `quayside run --tenant tenant_acme --source '/a/it'\\''s' --workspace ${here.folder} --full`,
    );
  });
});

describe('quarantine', () => {
  test('groups by reason, field and value add up', async () => {
    const byReason = await client.quarantine.groups({ tenant });
    const byValue = await client.quarantine.groups({ tenant, by: 'value', limit: 1000 });
    expect(byReason.rows).toBe(byValue.rows);
    expect(byReason.oldestAt).toMatch(/^\d{4}-/);
    const [first] = byReason.groups;
    const values = byValue.groups.filter(
      ({ code, field, dataset }) =>
        code === first?.code && field === first.field && dataset === first.dataset,
    );
    expect(values.reduce((sum, { rows }) => sum + rows, 0)).toBe(first?.rows);
  });

  test('page: cells as they came, their violations beside them', async () => {
    const [group] = (await client.quarantine.groups({ tenant, dataset: 'suppliers' })).groups;
    const page = await client.quarantine.page({
      tenant,
      dataset: 'suppliers',
      reason: group?.code,
      page: { sort: [{ column: 'supplier_code', descending: true }] },
    });
    expect(page.total).toBe(group?.rows);
    const rows = tableFromIPC(page.arrow).toArray();
    const codes = rows.map((row) => String(row?.['supplier_code'] ?? ''));
    expect(codes).toEqual(codes.toSorted().toReversed());
    const marks: unknown = JSON.parse(String(rows[0]?.['_violations']));
    expect(marks).toContainEqual(expect.objectContaining({ code: group?.code, field: group?.field }));
    const row = await client.quarantine.row({ dataset: 'suppliers', rowId: String(rows[0]?.['_rowId']) });
    expect(row.violations).toEqual(marks);
    expect(row.fields.find(({ field }) => field === 'supplier_code')?.value).toBe(codes[0]);
  });

  test('values of a column, for the set filter', async () => {
    const { values } = await client.quarantine.values({ dataset: 'suppliers', of: { column: '_state' } });
    expect(values).toEqual([{ value: 'open', rows: expect.any(Number) }]);
  });

  test('export to a path, and as a download', async () => {
    const path = join(here.root, 'waiting.csv');
    const to = { path };
    const written = await outcomeOf(
      client,
      'export',
      client.quarantine.export({ tenant, format: 'csv', to }),
    );
    expect(written.rows).toBe((await client.quarantine.groups({ tenant })).rows);
    const download = { download: 'waiting.csv' };
    const fetched = await outcomeOf(
      client,
      'export',
      client.quarantine.export({ tenant, format: 'csv', to: download }),
    );
    expect(fetched.download).toMatch(/^\/download\/[0-9a-f]{32}\/waiting\.csv$/);
    expect(await readFile(fetched.path, 'utf8')).toBe(await readFile(path, 'utf8'));
  });

  test('the same as a command', async () => {
    expect(await client.quarantine.command({ tenant, reason: 'TYPE_MISMATCH' })).toEqual({
      command: `quayside quarantine show --workspace ${here.folder} --tenant tenant_acme --reason TYPE_MISMATCH`,
    });
  });
});

describe('tables', () => {
  test('list, show, snapshots, diff', async () => {
    const { tables } = await client.tables.list();
    const own = tables.find(({ table }) => table === suppliers);
    expect(own).toMatchObject({ layer: 'silver', dataset: 'suppliers' });
    expect(own?.tenants.reduce((sum, { rows }) => sum + rows, 0)).toBe(own?.rows);
    const table = await client.tables.show({ table: suppliers });
    expect(table.partitionBy[0]).toMatchObject({ source: 'tenant_id', transform: 'identity' });
    expect(table.schema.find(({ name }) => name === 'contact_email')).toMatchObject({
      personal: true,
      type: 'string',
    });
    const { snapshots, total } = await client.tables.snapshots({ table: suppliers });
    expect(total).toBe(snapshots.length);
    expect(snapshots[0]).toMatchObject({ current: true, purpose: 'run', rows: table.rows });
    const [b, a] = snapshots;
    const diff = await client.tables.diff({
      table: suppliers,
      a: a?.snapshotId ?? '',
      b: b?.snapshotId ?? '',
    });
    expect(diff).toMatchObject({ onlyInA: 0, changed: 0, onlyInB: b?.addedRows });
  });

  test('page: now and as it was; sorted, filtered, of one tenant', async () => {
    const now = await client.tables.page({ table: suppliers, page: { limit: 1000 } });
    const { snapshots } = await client.tables.snapshots({ table: suppliers });
    const first = snapshots.at(-1);
    const then = await client.tables.page({ table: suppliers, snapshotId: first?.snapshotId, page: {} });
    expect(then.total).toBe(first?.rows);
    expect(now.total).toBeGreaterThan(then.total);
    const german = await client.tables.page({
      table: suppliers,
      tenant,
      page: {
        filters: [{ column: 'country', op: 'in', values: ['DE'] }],
        sort: [{ column: 'risk_score', descending: true }],
        columns: ['country', 'risk_score', 'tenant_id'],
      },
    });
    const rows = tableFromIPC(german.arrow).toArray();
    expect(new Set(rows.map((row) => `${row?.['country']} ${row?.['tenant_id']}`))).toEqual(
      new Set([`DE ${tenant}`]),
    );
    const risks = rows.map((row) => Number(row?.['risk_score']));
    expect(risks).toEqual(risks.toSorted((x, y) => y - x));
  });

  test('values, export, snippets', async () => {
    const { values } = await client.tables.values({
      table: suppliers,
      of: { column: 'country', search: 'e' },
    });
    expect(values.map(({ value }) => value)).toEqual(['DE']);
    const written = await outcomeOf(
      client,
      'export',
      client.tables.export({
        table: suppliers,
        tenant,
        format: 'parquet',
        to: { path: join(here.root, 'all.parquet') },
      }),
    );
    expect(written.rows).toBe((await client.tables.page({ table: suppliers, tenant, page: {} })).total);
    const snippets = await client.tables.snippets({ table: suppliers });
    expect(snippets.pyiceberg).toContain(`load_table("${suppliers}")`);
    expect(snippets.duckdb).toContain('iceberg_scan');
    expect(snippets.spark).toContain(`quayside.${suppliers}`);
  });

  test('rollback: shown first, then done; compaction', async () => {
    const { snapshots } = await client.tables.snapshots({ table: suppliers });
    const to = { snapshotId: snapshots.at(-1)?.snapshotId ?? '' };
    const shown = await client.tables.rollbackPreview({ tenant: 'newcomer', to });
    expect(shown.status).toBe('shown');
    expect(shown.tables.some(({ rowsGone }) => rowsGone > 0)).toBe(true);
    expect((await client.tables.rollbackCommand({ tenant: 'newcomer', to })).command).toContain('--yes');
    const done = await outcomeOf(client, 'rollback', client.tables.rollback({ tenant: 'newcomer', to }));
    expect(done.status).toBe('rolled-back');
    expect(done.tables).toEqual(shown.tables);
    const after = await client.tables.page({ table: suppliers, tenant: 'newcomer', page: {} });
    expect(after.total).toBe(0);
    // Several files, some with deleted rows: pages in the table's own order are the whole, each row once.
    const keys: string[] = [];
    for (let offset = 0; offset < 2000; offset += 97) {
      const page = { offset, limit: 97, columns: ['tenant_id', 'supplier_id'] };
      const { arrow } = await client.tables.page({ table: suppliers, page });
      keys.push(
        ...tableFromIPC(arrow)
          .toArray()
          .map((row) => `${row?.['tenant_id']} ${row?.['supplier_id']}`),
      );
    }
    const whole = await client.tables.page({ table: suppliers, page: { limit: 1 } });
    expect([keys.length, new Set(keys).size]).toEqual([whole.total, whole.total]);
    const compacted = await outcomeOf(client, 'compact', client.tables.compact({ table: suppliers }));
    expect(compacted.table).toBe(suppliers);
  });

  test('a table that is not there', async () => {
    const refusal = await refusalOf(client.tables.show({ table: 'no.such_table' }));
    expect(refusal).toMatchObject({ code: 'TABLE_NOT_FOUND', parameters: { table: 'no.such_table' } });
  });
});

describe('query', () => {
  const statement = `SELECT country, count(*) AS n, avg(risk_score) AS risk FROM ${suppliers} GROUP BY country`;

  test('run, paged, filtered, forgotten', async () => {
    const started = await client.query.start({ statement });
    const result = await outcomeOf(client, 'query', Promise.resolve(started));
    expect(result).toMatchObject({ cut: false, tables: [suppliers] });
    expect(result.columns.map(({ name }) => name)).toEqual(['country', 'n', 'risk']);
    const page = await client.query.page({
      ...started,
      page: {
        sort: [{ column: 'n', descending: true }],
        filters: [{ column: 'n', op: 'atLeast', value: '2' }],
      },
    });
    const counts = tableFromIPC(page.arrow)
      .toArray()
      .map((row) => Number(row?.['n']));
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
    const { values } = await client.query.values({ ...started, of: { column: 'country' } });
    expect(values).toHaveLength(result.total);
    expect(await client.query.forget(started)).toEqual({ forgotten: true });
    expect(await refusalOf(client.query.page({ ...started, page: {} }))).toMatchObject({
      code: 'JOB_NOT_FOUND',
    });
  });

  test.each([
    ['no SELECT', `DROP TABLE ${suppliers}`],
    ['a file', "SELECT * FROM read_csv('/etc/passwd')"],
    ['nonsense', 'SELEKT 1'],
  ])('refused: %s', async (_, wrong) => {
    const last = await lastOf(client.jobs.watch(await client.query.start({ statement: wrong })));
    expect(last).toMatchObject({ state: 'failed', fault: { code: 'USAGE' } });
  });

  test('export, completion, command', async () => {
    const to = { path: join(here.root, 'result.csv') };
    const written = await outcomeOf(client, 'export', client.query.export({ statement, format: 'csv', to }));
    expect((await readFile(to.path, 'utf8')).split('\n')[0]).toBe('country,n,risk');
    expect(written.rows).toBeGreaterThan(3);
    const { tables, functions, keywords } = await client.query.completion();
    expect(tables.find(({ table }) => table === suppliers)?.columns[0]).toMatchObject({
      name: 'supplier_id',
    });
    expect(functions).toContain('regexp_matches');
    expect(functions).not.toContain('getenv');
    expect(keywords).toContain('SELECT');
    const { command } = await client.query.command({ statement: 'SELECT 1' });
    expect(command).toBe(`quayside query 'SELECT 1' --workspace ${here.folder}`);
  });
});

describe('audit', () => {
  test('log: pages down to the first record', async () => {
    const seen: number[] = [];
    for (let before: number | undefined; ; ) {
      const page = await client.audit.log({ limit: 7, before });
      seen.push(...page.entries.map(({ record }) => record.seq));
      if (page.next === null) break;
      before = page.next;
    }
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, index) => seen.length - index));
  });

  test('verify, and the seal afterwards', async () => {
    const verdict = await outcomeOf(client, 'verify', client.audit.verify());
    expect(verdict).toMatchObject({ whole: true, recordFaults: [], fileFaults: [] });
    expect(await client.audit.seal()).toEqual({ seal: verdict });
  });

  test('lineage: of a run, of a key, of a snapshot', async () => {
    const ofRun = await client.audit.lineage({ of: acmeRun });
    expect(new Set(ofRun.nodes.map(({ kind }) => kind))).toEqual(
      new Set(['file', 'delivery', 'run', 'publication', 'snapshot']),
    );
    const ids = new Set(ofRun.nodes.map(({ id }) => id));
    expect(ofRun.edges.every(({ from, to }) => ids.has(from) && ids.has(to))).toBe(true);
    const page = await client.tables.page({ table: suppliers, tenant, page: { limit: 1 } });
    const key = String(tableFromIPC(page.arrow).get(0)?.['supplier_code']);
    const ofKey = await client.audit.lineage({ of: key, tenant });
    expect(ofKey.nodes.at(-1)).toMatchObject({ kind: 'row', label: key, tenant });
    const { snapshots } = await client.tables.snapshots({ table: suppliers });
    const ofSnapshot = await client.audit.lineage({ of: snapshots.at(-1)?.snapshotId ?? '' });
    expect(ofSnapshot.kind).toBe('snapshot');
    expect(await refusalOf(client.audit.lineage({ of: 'nothing like it' }))).toMatchObject({ code: 'USAGE' });
  });
});

describe('settings', () => {
  test('read, change with a record, refuse what was overtaken and what does not fit', async () => {
    const { version, tenants } = await client.settings.read();
    expect(tenants.find((one) => one.tenant === tenant)).toMatchObject({ isSet: false, staleAfterDays: 90 });
    const path = ['tenants', tenant, 'staleAfterDays'];
    const changed = await client.settings.change({ version, changes: [{ path, value: 3 }] });
    expect(changed.tenants.find((one) => one.tenant === tenant)).toMatchObject({
      isSet: true,
      staleAfterDays: 3,
    });
    const [newest] = (await client.audit.log({ limit: 1 })).entries;
    expect(newest?.record).toMatchObject({ kind: 'setting', body: { path, before: null, after: 3 } });
    const overtaken = client.settings.change({ version, changes: [{ path, value: 4 }] });
    expect(await refusalOf(overtaken)).toMatchObject({ code: 'CONFLICT', retryable: true });
    const wrong = client.settings.change({ version: changed.version, changes: [{ path, value: -1 }] });
    expect(await refusalOf(wrong)).toMatchObject({ code: 'SETTINGS_INVALID' });
    const locked = { path: ['tenants', tenant, 'severities', 'TYPE_MISMATCH'], value: 'off' };
    const refused = client.settings.change({ version: changed.version, changes: [locked] });
    expect(await refusalOf(refused)).toMatchObject({ code: 'SETTINGS_INVALID' });
    const back = await client.settings.change({ version: changed.version, changes: [{ path, value: null }] });
    expect(back.settings).toEqual({});
  });

  test('contracts, codes, about', async () => {
    const { contracts } = await client.settings.contracts();
    expect(contracts.map(({ dataset, fields }) => [dataset, fields.length])).toEqual([
      ['suppliers', 33],
      ['parts', 23],
    ]);
    const { codes } = await client.settings.codes();
    expect(codes).toContainEqual({ code: 'TYPE_MISMATCH', severity: 'error', locked: true });
    const about = await client.settings.about();
    expect(about).toMatchObject({ licence: 'Apache-2.0', workspace: here.folder });
    expect(about.diagnostics).toContain('journal: ok');
  });
});

describe('search', () => {
  test('by key, by code, by the beginning of a name, by run', async () => {
    const page = await client.tables.page({ table: suppliers, tenant, page: { limit: 1 } });
    const row = tableFromIPC(page.arrow).get(0);
    const code = String(row?.['supplier_code']);
    const { hits } = await client.search.find({ text: code });
    expect(hits[0]).toMatchObject({ exact: true, code, layer: 'silver', tenant });
    const name = String(row?.['legal_name']).slice(0, 6).toUpperCase();
    const named = await client.search.find({ text: name, tenant });
    expect(named.hits.some((hit) => hit.code === code)).toBe(true);
    const { runs } = await client.search.find({ text: acmeRun.slice(0, 13) });
    expect(runs.map(({ runId }) => runId)).toEqual([acmeRun]);
  });
});

describe('jobs', () => {
  test('list, show, cancel of what is over, activity', async () => {
    const { jobs } = await client.jobs.list();
    const [newest] = jobs;
    expect(await client.jobs.show({ jobId: newest?.jobId ?? '' })).toEqual(newest);
    expect(await client.jobs.cancel({ jobId: newest?.jobId ?? '' })).toEqual({ state: newest?.state });
    expect(await refusalOf(client.jobs.show({ jobId: 'nobody' }))).toMatchObject({ code: 'JOB_NOT_FOUND' });
    const stop = new AbortController();
    const activity = await client.jobs.activity({}, { signal: stop.signal });
    expect((await activity.next()).value).toEqual({ activities: [] });
    stop.abort();
  });
});

test('every procedure of the contract was asked for', () => {
  // A steward's procedures have a test of their own.
  const { steward: _, ...features } = api;
  const all = Object.entries(features).flatMap(([feature, of]) =>
    Object.keys(of).map((name) => `${feature}.${name}`),
  );
  expect(all.filter((name) => !asked.has(name))).toEqual([]);
});
