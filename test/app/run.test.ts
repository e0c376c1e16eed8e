import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { runGenerate } from '../../core/app/generate.ts';
import type { Host } from '../../core/app/host.ts';
import { run } from '../../core/app/run.ts';
import { runText } from '../../core/cli/run-text.ts';
import type { RunRequest } from '../../core/app/run-job.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { TestHost } from './host.ts';
import { Lakehouse } from './lakehouse.ts';

const asOf = new Date('2026-11-24T02:00:00Z');
const tenantOfSeed = 'tenant_acme';
const answer = z.object({ rows: z.number(), valid: z.number(), codes: z.record(z.string(), z.number()) });
const answersSchema = z.object({ suppliers: answer, parts: answer });

class Shop implements AsyncDisposable {
  readonly #here: TestHost;
  readonly host: Host;
  readonly folder: string;

  private constructor(here: TestHost) {
    this.#here = here;
    this.host = here.host;
    this.folder = here.folder;
  }

  /** Writes a suppliers.csv of its own folder; rows are `id,name,time`. */
  async delivery(name: string, rows: readonly string[]): Promise<string> {
    const folder = join(this.folder, 'deliveries', name);
    await mkdir(folder, { recursive: true });
    const header = 'supplier_id,legal_name,source_timestamp,country,data_source,tenant_id';
    const lines = rows.map((row) => `${row},DE,sap,acme`);
    await writeFile(join(folder, 'suppliers.csv'), [header, ...lines, ''].join('\n'));
    return folder;
  }

  static async open(): Promise<Shop> {
    return new Shop(await TestHost.open());
  }

  run(source: string, more: Partial<RunRequest> = {}) {
    const request = { tenant: 'acme', timezone: 'UTC', severities: {}, ...more };
    return run(this.host, { ...request, sources: [source], workspace: this.workspace });
  }

  get workspace(): string {
    return join(this.folder, 'workspace');
  }

  /** Snapshots of all tables together. */
  async snapshots(): Promise<number> {
    await using workspace = await Workspace.open(this.host, this.workspace);
    const names = await workspace.catalog.list('supply_chain');
    const tables = await Promise.all(names.map((name) => workspace.catalog.load(name)));
    return tables.reduce((sum, { metadata }) => sum + metadata.snapshots.length, 0);
  }

  async statuses(): Promise<readonly string[]> {
    await using workspace = await Workspace.open(this.host, this.workspace);
    return workspace.journal.runs().map(({ status }) => status);
  }

  [Symbol.asyncDispose]() {
    return this.#here[Symbol.asyncDispose]();
  }
}

test('a delivery goes into the tables, once', async () => {
  await using shop = await Shop.open();
  const out = join(shop.folder, 'generated');
  await runGenerate(shop.host, {
    suppliers: 400,
    parts: 500,
    dirtyRate: 0.06,
    tenants: ['acme'],
    seed: 3,
    kindRates: {},
    format: 'parquet',
    out,
    logicalTime: asOf,
  });
  const first = await shop.run(out);
  expect(first.status).toBe('published');
  for (const dataset of ['suppliers', 'parts'] as const) {
    const counts = first.datasets[dataset];
    expect(counts?.inserted).toBeGreaterThan(300);
    expect(counts?.quarantined).toBeGreaterThan(10);
    expect(counts?.metadataLocation).toMatch(/00001-.*\.metadata\.json$/);
  }
  expect(await shop.snapshots()).toBe(4);

  const again = await shop.run(out);
  expect(again).toMatchObject({ status: 'unchanged', deliveryId: first.deliveryId });
  const { inserted = 0, ...counts } = first.datasets.parts ?? {};
  expect(again.datasets.parts).toEqual({ ...counts, inserted: 0, updated: 0, unchanged: inserted });
  // Judged anew, because the time was asked for; but nothing differs.
  const dated = await shop.run(out, { asOf });
  expect(dated.status).toBe('unchanged');
  expect(dated.datasets.parts?.unchanged).toBe(inserted);
  expect(await shop.snapshots()).toBe(4);
  expect(await shop.statuses()).toEqual(['unchanged', 'unchanged', 'published']);
});

test('a changed severity is judged anew', async () => {
  await using shop = await Shop.open();
  const folder = await shop.delivery('a', ['S-1,Hafen,2026-11-01']);
  const codes = (result: Awaited<ReturnType<typeof run>>) => result.datasets.suppliers?.codes;
  expect(codes(await shop.run(folder))).toEqual({ MISSING_CONTACT: 1 });
  const strict = await shop.run(folder, { severities: { MISSING_CONTACT: 'error' } });
  expect(strict.datasets.suppliers).toMatchObject({ quarantined: 1, unchanged: 0, inserted: 0 });
  expect(strict.status).toBe('published');
  const lax = await shop.run(folder, { severities: { MISSING_CONTACT: 'off' } });
  expect(lax.datasets.suppliers).toMatchObject({ quarantined: 0, updated: 1 });
});

test('A, B with the same times, A again ends in A; older than what was seen changes nothing', async () => {
  await using shop = await Shop.open();
  const a = await shop.delivery('a', ['S-1,A,2026-11-01', 'S-2,Same,2026-11-01']);
  const b = await shop.delivery('b', ['S-1,B,2026-11-01', 'S-2,Same,2026-11-05']);
  const counts = async (folder: string) => {
    const { inserted, updated, unchanged, superseded } = (await shop.run(folder)).datasets.suppliers ?? {};
    return [inserted, updated, unchanged, superseded];
  };
  expect(await counts(a)).toEqual([2, 0, 0, 0]);
  expect(await counts(b)).toEqual([0, 1, 1, 0]);
  // S-2 was seen at a later time, although that changed nothing.
  expect(await counts(a)).toEqual([0, 1, 0, 1]);
  expect(await counts(a)).toEqual([0, 0, 1, 1]);
  const older = await shop.delivery('older', ['S-1,Older,2026-10-31']);
  const before = await shop.snapshots();
  expect(await counts(older)).toEqual([0, 0, 0, 1]);
  expect(await shop.snapshots()).toBe(before);
});

test('a full delivery lists what is gone, and removes it where the tenant wants that', async () => {
  await using shop = await Shop.open();
  await shop.run(await shop.delivery('a', ['S-1,A,2026-11-01', 'S-2,B,2026-11-01', 'S-3,C,2026-11-01']));
  const less = await shop.delivery('b', ['S-1,A,2026-11-01', 'S-2,B,2026-11-02']);
  const gone = { gone: 1, removed: 0, examples: ['S-3'] };
  const listed = await shop.run(less, { kind: 'full' });
  expect([listed.status, listed.datasets.suppliers?.full]).toEqual(['unchanged', gone]);
  // A changed setting is judged anew.
  const removed = await shop.run(less, { kind: 'full', fullDelivery: { removes: true, maxShare: 0.5 } });
  expect([removed.status, removed.datasets.suppliers?.full]).toEqual(['published', { ...gone, removed: 1 }]);
  const back = await shop.run(await shop.delivery('c', ['S-3,C,2026-11-03']));
  expect(back.datasets.suppliers).toMatchObject({ inserted: 1 });
});

test('a full delivery that is answered from the record tells the same keys as gone', async () => {
  await using shop = await Shop.open();
  const full = async (folder: string, removes: boolean) => {
    const { status, datasets } = await shop.run(folder, {
      kind: 'full',
      fullDelivery: { removes, maxShare: 0.5 },
    });
    return [status, datasets.suppliers?.full];
  };
  await shop.run(await shop.delivery('a', ['S-1,A,2026-11-01', 'S-2,B,2026-11-01', 'S-3,C,2026-11-01']));
  const less = await shop.delivery('b', ['S-1,A,2026-11-01', 'S-2,Other,2026-11-02']);
  const gone = { gone: 1, removed: 0, examples: ['S-3'] };
  expect(await full(less, false)).toEqual(['published', gone]);
  expect(await full(less, false)).toEqual(['unchanged', gone]);
  expect(await evaluations(shop)).toBe(2);
  expect(await full(less, true)).toEqual(['published', { ...gone, removed: 1 }]);
  expect(await full(less, true)).toEqual(['unchanged', { gone: 0, removed: 0, examples: [] }]);
  expect(await full(less, true)).toEqual(['unchanged', { gone: 0, removed: 0, examples: [] }]);
  expect(await evaluations(shop)).toBe(3);
  // Nothing is gone from a delivery that has every key, and that is recorded too.
  const whole = await shop.delivery('c', ['S-1,A,2026-11-01', 'S-2,Other,2026-11-02', 'S-4,D,2026-11-02']);
  const none = { gone: 0, removed: 0, examples: [] };
  expect(await full(whole, true)).toEqual(['published', none]);
  expect(await full(whole, true)).toEqual(['unchanged', none]);
  expect(await evaluations(shop)).toBe(4);
  await using workspace = await Workspace.open(shop.host, shop.workspace);
  expect(JSON.stringify(workspace.journal.log({ limit: 1000 }))).not.toContain('S-3');
});

/** How often a delivery was judged. */
async function evaluations(shop: Shop): Promise<number> {
  await using workspace = await Workspace.open(shop.host, shop.workspace);
  return workspace.journal.log({ kind: 'evaluation', limit: 1000 }).length;
}

test('files that are left out are told, also by a rerun', async () => {
  await using lake = await Lakehouse.open();
  const source = await lake.suppliers('partly', ['S-1,Firm,2026-11-20T10:00:00Z']);
  const path = join(source, 'suppliers.bak');
  await writeFile(path, 'x');
  for (const status of ['published', 'unchanged']) {
    const result = await run(lake.host, {
      tenant: 'acme',
      timezone: 'UTC',
      severities: {},
      sources: [source],
      workspace: lake.workspace,
      asOf,
    });
    expect(result).toMatchObject({ status, notRead: [{ path }] });
    expect(runText(result)).toContain(`Not read\n  ${path}: `);
  }
});

test('a run that is refused leaves the tables, is in the journal, and the next one goes on', async () => {
  await using shop = await Shop.open();
  const folder = await shop.delivery('a', ['S-1,Hafen,2026-11-01']);
  await shop.run(folder);
  const before = await shop.snapshots();
  await expect(shop.run(join(shop.folder, 'nowhere'))).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' });
  const cancelled = new AbortController();
  cancelled.abort();
  const request = { tenant: 'acme', timezone: 'UTC', severities: {}, workspace: shop.workspace };
  await expect(
    run(shop.host, { ...request, sources: [folder] }, { signal: cancelled.signal }),
  ).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(await shop.snapshots()).toBe(before);
  expect(await shop.statuses()).toEqual(['cancelled', 'failed', 'published']);

  {
    await using workspace = await Workspace.open(shop.host, shop.workspace);
    using lease = held(workspace);
    await expect(shop.run(folder)).rejects.toMatchObject({ code: 'CONFLICT', retryable: true });
    workspace.journal.append(
      [
        {
          tenant: 'acme',
          inputs: [],
          kind: 'run-started',
          body: { runId: 'killed', command: 'run', sources: [] },
        },
      ],
      lease.lease,
    );
  }
  expect((await shop.run(folder)).status).toBe('unchanged');
  expect((await shop.statuses()).slice(0, 2)).toEqual(['unchanged', 'interrupted']);
});

function held({ journal }: Workspace) {
  const lease = journal.acquireLease({ tenant: 'acme', operation: 'run', seconds: 60 });
  return { lease, [Symbol.dispose]: () => journal.releaseLease(lease) };
}

const seed = join(import.meta.dirname, '../../../shared/data/seed');

test.skipIf(!existsSync(seed))('the seed delivery is published with the counts of its answers', async () => {
  await using shop = await Shop.open();
  const answers = answersSchema.parse(JSON.parse(await readFile(join(seed, 'answers.json'), 'utf8')));
  const sources = [join(seed, 'suppliers.parquet'), join(seed, 'parts.parquet')];
  const request = { tenant: tenantOfSeed, timezone: 'UTC', severities: {}, workspace: shop.workspace, asOf };
  const { datasets } = await run(shop.host, { ...request, sources });
  for (const dataset of ['suppliers', 'parts'] as const) {
    const { rows, valid, codes } = answers[dataset];
    expect(datasets[dataset]).toMatchObject({
      landed: rows,
      inserted: valid,
      quarantined: rows - valid,
      codes,
    });
  }
});
