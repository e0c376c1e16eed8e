import { readFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { QuaysideError } from '../../core/base/errors.ts';
import { parseHead } from '../../core/journal/chain.ts';
import { journalHeadKey } from '../../core/silver/transaction.ts';
import { recoverTenant } from '../../core/silver/recover.ts';
import { ident, sql } from '../../core/sql/sql.ts';
import type { TestRow, Value } from '../rules/typed-rows.ts';
import { acme, type TestRun, Workshop } from './workshop.ts';

const supplier = (id: string, more: Readonly<Record<string, Value>> = {}): TestRow => ({
  values: { supplier_id: id, supplier_code: `C-${id}`, ...more },
});
const part = (id: string, more: Readonly<Record<string, Value>> = {}): TestRow => ({
  values: { part_id: id, part_number: `N-${id}`, ...more },
});
const first: TestRun = {
  batch: 'a',
  suppliers: [supplier('S-A'), supplier('S-B', { country: 'XX' })],
  parts: [part('P-A'), part('P-B', { unit_cost: -1 })],
};

const parquetFiles = (root: string): readonly string[] =>
  readdirSync(join(root, 'lake'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.parquet'))
    .toSorted();

test('four tables change in one publication, which the journal announces and settles', async () => {
  await using shop = await Workshop.open();
  await shop.run(first);
  const [outcome, intent] = shop.journal.log({ tenant: acme });
  if (outcome?.kind !== 'publication-outcome' || intent?.kind !== 'publication-intent') {
    throw new TypeError('expected an intent and an outcome');
  }
  expect(outcome.body.tables.map(({ table }) => table)).toEqual([
    'supply_chain.dim_suppliers_v1',
    'supply_chain.quarantine_suppliers_v1',
    'supply_chain.dim_parts_v1',
    'supply_chain.quarantine_parts_v1',
  ]);
  for (const { table, snapshotId, metadataLocation, dataFiles } of outcome.body.tables) {
    const [namespace = '', name = ''] = table.split('.');
    const { metadata, metadataLocation: now } = await shop.catalog.load({ namespace, name });
    expect(String(metadata['current-snapshot-id'])).toBe(snapshotId);
    expect(now).toBe(`file://${join(shop.root, metadataLocation)}`);
    const summary = metadata.snapshots[0]?.summary ?? {};
    expect(summary).toMatchObject({
      operation: 'append',
      'quayside.run-id': outcome.body.runId,
      'quayside.tenant': acme,
    });
    expect(parseHead(summary[journalHeadKey] ?? '')).toEqual({ seq: intent.seq, hash: intent.hash });
    for (const { path, digest } of dataFiles) {
      expect(hash('sha256', await readFile(join(shop.root, path)))).toBe(digest);
    }
  }
  expect(shop.journal.openIntents()).toEqual([]);
});

test('a failed audit leaves everything as it was and says why', async () => {
  await using shop = await Workshop.open();
  await shop.run(first);
  const [before, files] = [await shop.snapshots(), parquetFiles(shop.root)];
  const broken = (change: (name: string) => ReturnType<typeof sql>) =>
    shop.run({
      batch: 'b',
      suppliers: [supplier('S-C'), supplier('S-D')],
      parts: [part('P-C')],
      tamper: async (run) => {
        await shop.duck.run(change('typed_suppliers'));
        return run;
      },
    });
  const refused = async (change: (name: string) => ReturnType<typeof sql>, text: string) => {
    const cause = await broken(change).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(cause instanceof QuaysideError)) throw new TypeError('expected it to be refused');
    expect([cause.code, cause.message]).toEqual(['AUDIT_FAILED', expect.stringContaining(text)]);
    expect(await shop.snapshots()).toEqual(before);
    expect(parquetFiles(shop.root)).toEqual(files);
  };
  await refused(
    (typed) => sql`UPDATE ${ident(typed)} SET supplier_id = 'S-C'`,
    'rows of supply_chain.dim_suppliers_v1 that share their supplier_id: expected 0, found 1',
  );
  await refused(
    (typed) => sql`UPDATE ${ident(typed)} SET supplier_code = 'C-A'`,
    'rows of supply_chain.dim_suppliers_v1 that share their supplier_code: expected 0, found 1',
  );
  await refused(
    () => sql`UPDATE typed_parts SET tenant_id = 'globex'`,
    'rows of other tenants in supply_chain.dim_parts_v1: expected 0, found 1',
  );
  await refused(
    () => sql`UPDATE typed_parts SET default_supplier_id = 'S-B'`,
    'rows of supply_chain.dim_parts_v1 whose default_supplier_id is not there: expected 0, found 1',
  );
  // A write that breaks off leaves no file either.
  await expect(
    broken((typed) => sql`UPDATE ${ident(typed)} SET tenant_id = 'globex' WHERE supplier_id = 'S-D'`),
  ).rejects.toThrow('rows of tenant_id globex in a write of tenant_acme only');
  expect(parquetFiles(shop.root)).toEqual(files);
  expect(await shop.run({ batch: 'b', suppliers: [supplier('S-C')] })).toMatchObject({
    suppliers: { inserted: 1 },
  });
});

test("other tenants' commits in between are kept; of the tenant's own rows the run is refused and can be done again", async () => {
  await using shop = await Workshop.open();
  await shop.run(first);
  const globex: TestRun = {
    tenant: 'globex',
    batch: 'g',
    suppliers: [supplier('S-G', { tenant_id: 'globex' })],
  };
  const old = await shop.catalog.load({ namespace: 'supply_chain', name: 'dim_suppliers_v1' });
  await shop.run(globex);
  const next: TestRun = { batch: 'b', suppliers: [supplier('S-A', { legal_name: 'New' })] };
  const ids = sql`supplier_id || ' ' || legal_name`;
  // Planned before globex was there.
  await shop.run({
    ...next,
    tamper: (run) => ({
      ...run,
      datasets: run.datasets.map((one) => ({
        ...one,
        holding: { ...one.holding, silverPlan: { ...one.holding.silverPlan, table: old } },
      })),
    }),
  });
  expect(await shop.texts('dim_suppliers_v1', ids)).toEqual(['S-A New', 'S-G Hafen GmbH']);
  const again: TestRun = { batch: 'c', suppliers: [supplier('S-N')] };
  await expect(
    shop.run({
      ...again,
      tamper: (run) => ({
        ...run,
        datasets: run.datasets.map((one) => ({
          ...one,
          holding: { ...one.holding, silverPlan: { ...one.holding.silverPlan, table: old } },
        })),
      }),
    }),
  ).rejects.toMatchObject({ code: 'CONFLICT', retryable: true });
  expect(shop.journal.log({ tenant: acme })[0]?.body).toMatchObject({
    outcome: 'abandoned',
    reason: 'CONFLICT',
  });
  await shop.run(again);
  expect(await shop.texts('dim_suppliers_v1', ids)).toHaveLength(3);
});

test('a publication that nobody settled is settled by what the tables hold', async () => {
  await using shop = await Workshop.open();
  await expect(
    shop.run({
      ...first,
      tamper: (run) => ({
        ...run,
        // Asked before the commit too, when no table has a snapshot yet.
        settle: (_, { tables }) => {
          if ([...tables.values()].every(({ metadata }) => metadata.snapshots.length === 0)) return [];
          throw new Error('killed');
        },
      }),
    }),
  ).rejects.toThrow('killed');
  expect(shop.journal.openIntents()).toHaveLength(1);
  const lease = shop.journal.acquireLease({ tenant: acme, operation: 'run', seconds: 60 });
  expect(await recoverTenant(shop.catalog, shop.journal, lease, shop.root)).toBe(1);
  const last = shop.journal.lastPublication(acme);
  expect(last?.body).toMatchObject({ outcome: 'published', recovered: true });
  expect(last?.body.tables[0]?.metadataLocation).toMatch(/metadata\/00001-/);
  shop.journal.releaseLease(lease);
  expect(await shop.texts('dim_suppliers_v1', sql`supplier_id`)).toEqual(['S-A']);
  await shop.run(first);
  expect((await shop.snapshots())['dim_suppliers_v1']).toHaveLength(1);

  await expect(
    shop.run({
      batch: 'b',
      suppliers: [supplier('S-Z')],
      tamper: (run) => ({
        ...run,
        place: {
          ...run.place,
          catalog: {
            ...run.place.catalog,
            commit: () => Promise.reject(new QuaysideError('COMMIT_UNCERTAIN', 'nobody knows')),
          },
        },
      }),
    }),
  ).rejects.toThrow('nobody knows');
  const next = shop.journal.acquireLease({ tenant: acme, operation: 'run', seconds: 60 });
  expect(await recoverTenant(shop.catalog, shop.journal, next, shop.root)).toBe(1);
  expect(shop.journal.log({ tenant: acme })[0]?.body).toMatchObject({
    outcome: 'abandoned',
    recovered: true,
  });
});

test('what a recovery gave up is not published by a process that goes on later', async () => {
  await using shop = await Workshop.open();
  await shop.run(first);
  const before = await shop.snapshots();
  const late = shop.run({
    batch: 'late',
    suppliers: [supplier('S-Z')],
    tamper: (run) => {
      const { catalog, lease } = run.place;
      // Stands still between intent and commit until its lease is another's, who recovers.
      const commit: typeof catalog.commit = async (...request) => {
        shop.journal.releaseLease(lease);
        const other = shop.journal.acquireLease({ tenant: acme, operation: 'run', seconds: 60 });
        expect(await recoverTenant(shop.catalog, shop.journal, other, shop.root)).toBe(1);
        shop.journal.releaseLease(other);
        return catalog.commit(...request);
      };
      return { ...run, place: { ...run.place, catalog: { ...catalog, commit } } };
    },
  });
  await expect(late).rejects.toMatchObject({ code: 'CONFLICT', retryable: true });
  expect(await shop.snapshots()).toEqual(before);
  expect(shop.journal.openIntents()).toEqual([]);
  expect(shop.journal.log({ tenant: acme })[0]?.body).toMatchObject({
    outcome: 'abandoned',
    recovered: true,
  });
});
