import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { contracts } from '../../contracts/data/contracts.ts';
import type { DatasetContract, Field } from '../../contracts/data/dataset.ts';
import { icebergSchema } from '../../core/contract/derived/iceberg-schema.ts';
import type { SchemaEdit } from '../../core/iceberg/change/types.ts';
import { writeDataFiles } from '../../core/iceberg/data/write-data-files.ts';
import { currentSchema } from '../../core/iceberg/metadata/lookup.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import { scanRelation } from '../../core/iceberg/scan/relation.sql.ts';
import type { Table } from '../../core/iceberg/table.ts';
import { contractKey } from '../../core/silver/evolve.ts';
import { openTables } from '../../core/silver/tables.ts';
import { sql } from '../../core/sql/sql.ts';
import { Workshop } from './workshop.ts';

const { suppliers } = contracts;
const name = { namespace: 'supply_chain', name: 'dim_suppliers_v1' };
const supplier = (id: string, more: Readonly<Record<string, string>> = {}) => ({
  values: { supplier_id: id, supplier_code: `C-${id}`, ...more },
});

const website: Field = {
  id: 34,
  name: 'website',
  type: { kind: 'string' },
  shape: 'free',
  required: false,
  pii: false,
  since: '1.1.0',
  doc: 'Where it is on the web.',
  generatedAs: '',
};

/** One more field, and a score with more digits. */
const later: DatasetContract = {
  ...suppliers,
  version: '1.1.0',
  fields: [
    ...suppliers.fields.map((field) =>
      field.name === 'risk_score'
        ? { ...field, type: { kind: 'decimal', precision: 9, scale: 2 } as const }
        : field,
    ),
    website,
  ],
};

const open = ({ catalog }: Workshop, contract: DatasetContract) =>
  openTables(catalog, { contract, fields: icebergSchema(contract).fields });

const column = ({ metadata }: Table, of: string) =>
  currentSchema(metadata).fields.find((field) => field.name === of);

/** As another program changes the table. */
async function edited({ catalog }: Workshop, ...edits: readonly SchemaEdit[]): Promise<Table> {
  const [table] = await catalog.commit([
    { table: await catalog.load(name), changes: [{ kind: 'update-schema', edits }] },
  ]);
  if (table === undefined) throw new Error('nothing was committed');
  return table;
}

test('tables of an earlier minor version get new columns and wider types, rows stay', async () => {
  await using shop = await Workshop.open();
  await shop.run({ batch: 'a', suppliers: [supplier('S-1', { risk_score: '25.50' })] });
  const before = await shop.catalog.load(name);
  expect(before.metadata.properties[contractKey]).toBe('suppliers 1.0.0');

  const { silver, quarantine } = await open(shop, later);
  expect(column(silver, 'website')).toMatchObject({ id: 34, required: false, type: 'string' });
  expect(column(silver, 'risk_score')).toMatchObject({ type: 'decimal(9, 2)' });
  expect(column(quarantine, 'raw__website')).toMatchObject({ id: 34, type: 'string' });
  expect(silver.metadata.properties[contractKey]).toBe('suppliers 1.1.0');
  // Files and snapshots are those from before.
  expect(silver.metadata.snapshots).toEqual(before.metadata.snapshots);
  expect(
    await shop.texts(name.name, sql`supplier_id || ' ' || risk_score || ' ' || (website IS NULL)`),
  ).toEqual(['S-1 25.50 true']);

  // A second time there is nothing to do.
  const again = await open(shop, later);
  expect(again.silver.metadataLocation).toBe(silver.metadataLocation);
});

test('runs at once evolve a table once', async () => {
  await using shop = await Workshop.open();
  await shop.run({ batch: 'a', suppliers: [supplier('S-1')] });
  const opened = await Promise.all([open(shop, later), open(shop, later), open(shop, later)]);
  const { metadata } = await shop.catalog.load(name);
  expect(metadata.schemas).toHaveLength(2);
  for (const { silver } of opened) expect(column(silver, 'website')).toBeDefined();
});

test('a table of a later minor version is refused and left alone', async () => {
  await using shop = await Workshop.open();
  const { silver } = await open(shop, later);
  await expect(shop.run({ batch: 'a', suppliers: [supplier('S-1')] })).rejects.toMatchObject({
    code: 'WORKSPACE_TOO_NEW',
    message: expect.stringContaining(
      'supply_chain.dim_suppliers_v1 follows the contract suppliers 1.1.0, this Quayside knows suppliers 1.0.0',
    ),
  });
  expect((await shop.catalog.load(name)).metadataLocation).toBe(silver.metadataLocation);
  // A patch changes no column.
  await expect(open(shop, { ...later, version: '1.1.7' })).resolves.toBeDefined();
});

test('columns that others added and types that others widened stay, with their values', async () => {
  await using shop = await Workshop.open();
  await shop.run({
    batch: 'a',
    suppliers: [supplier('S-1'), supplier('S-2'), supplier('S-3'), supplier('S-4')],
  });
  const risk = column(await shop.catalog.load(name), 'risk_score')?.id ?? 0;
  const table = await edited(
    shop,
    { kind: 'add', name: 'note', type: 'string' },
    { kind: 'widen', id: risk, type: 'decimal(12, 2)' },
  );
  await noteAll(shop, table);
  const notes = () => shop.texts(name.name, sql`supplier_id || ' ' || coalesce(note, '-')`);
  expect(await notes()).toEqual(['S-1 of S-1', 'S-2 of S-2', 'S-3 of S-3', 'S-4 of S-4']);

  // More than a third is replaced, so the file is written anew.
  const counts = await shop.run({
    batch: 'b',
    suppliers: [
      supplier('S-1', { legal_name: 'Other' }),
      supplier('S-2', { legal_name: 'Other' }),
      supplier('S-3'),
      supplier('S-5'),
    ],
  });
  expect(counts.suppliers).toMatchObject({ inserted: 1, updated: 2, unchanged: 1 });
  expect(await notes()).toEqual(['S-1 of S-1', 'S-2 of S-2', 'S-3 of S-3', 'S-4 of S-4', 'S-5 -']);
  const after = await shop.catalog.load(name);
  expect(column(after, 'risk_score')).toMatchObject({ type: 'decimal(12, 2)' });
});

/** As another program fills its own column. */
async function noteAll({ duck, catalog, stamps }: Workshop, table: Table): Promise<void> {
  const plan = await planScan(table);
  const rows = sql`(SELECT * REPLACE ('of ' || supplier_id AS note) FROM ${scanRelation(plan)})`;
  const files = await writeDataFiles(duck, table, rows, { uuid: randomUUID() });
  await catalog.commit([
    {
      table,
      changes: [
        {
          kind: 'files',
          snapshotId: stamps.snapshotId(),
          branch: 'main',
          operation: 'overwrite',
          add: files.map((file) => ({ file })),
          remove: plan.files.map(({ file }) => file),
          summary: {},
        },
      ],
    },
  ]);
}

test('columns that do not fit are named, all of them, and nothing is changed', async () => {
  await using shop = await Workshop.open();
  const { fields } = icebergSchema(suppliers);
  const foreign = fields
    .filter((field) => field.name !== 'legal_name' && field.name !== 'dba_name')
    .map((field) => (field.name === 'country' ? { ...field, type: 'int' } : field))
    .map((field) => (field.name === 'region' ? { ...field, name: 'area' } : field))
    .map((field) => (field.name === 'geo_coords' ? { ...field, required: true } : field));
  const own = [
    { id: 200, name: 'DBA_Name', type: 'string', required: false },
    { id: 201, name: 'filled', type: 'string', required: true },
  ];
  await shop.catalog.createTable(name, { fields: [...foreign, ...own], partitionBy: [] });
  const before = (await shop.catalog.load(name)).metadataLocation;
  const refused = await open(shop, suppliers).catch((cause: unknown) => cause);
  expect(refused).toMatchObject({
    code: 'TABLE_NOT_SUPPORTED',
    parameters: {
      problems: [
        'column legal_name (field id 4) is missing, and rows cannot be without it',
        'column DBA_Name has the field id 200: expected 5',
        'column country (field id 6) is int: expected string',
        'column area (field id 7): expected the name region',
        expect.stringMatching(
          /^column geo_coords \(field id \d+\) is required: expected that it may be empty$/,
        ),
        'column filled (field id 201) is required, and the contract does not know it',
      ],
    },
  });
  expect((await shop.catalog.load(name)).metadataLocation).toBe(before);
});

test('a field id that a foreign column has is not taken from it', async () => {
  await using shop = await Workshop.open();
  await open(shop, suppliers);
  await edited(shop, { kind: 'add', id: 34, name: 'note', type: 'string' });
  await expect(open(shop, later)).rejects.toMatchObject({
    code: 'TABLE_NOT_SUPPORTED',
    message: expect.stringContaining('column note (field id 34): expected the name website'),
  });
});
