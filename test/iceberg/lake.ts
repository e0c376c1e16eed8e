import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type Catalog, catalogOver } from '../../core/catalog/catalog.ts';
import { memoryPointers } from '../../core/catalog/memory-pointers.ts';
import type { PointerStore } from '../../core/catalog/pointer-store.ts';
import { Duck } from '../../core/duck/duck.ts';
import { writeDataFiles } from '../../core/iceberg/data/write-data-files.ts';
import type { NewTable } from '../../core/iceberg/metadata/new-table.ts';
import { planScan, type ScanOptions } from '../../core/iceberg/scan/plan-scan.ts';
import { scanRelation } from '../../core/iceberg/scan/relation.sql.ts';
import { folderFiles } from '../../core/iceberg/storage/folder-files.ts';
import type { TableFiles } from '../../core/iceberg/storage/table-files.ts';
import type { Stamps, Table } from '../../core/iceberg/table.ts';
import { type Sql, sql } from '../../core/sql/sql.ts';
import { folderStore } from '../../core/store/folder.ts';

/** A catalog, its files and a DuckDB in a folder of their own. */
export interface Lake extends AsyncDisposable {
  readonly root: string;
  readonly duck: Duck;
  readonly files: TableFiles;
  readonly stamps: Stamps;
  readonly catalog: Catalog;
}

export const stamps = (): Stamps => ({
  now: Date.now,
  uuid: randomUUID,
  snapshotId: () => (randomBytes(8).readBigUInt64LE() >> 1n) | 1n,
});

export async function openLake(
  pointersIn: (root: string) => PointerStore = memoryPointers,
  memory = 512 * 1024 ** 2,
): Promise<Lake> {
  const root = await mkdtemp(join(tmpdir(), 'quayside-lake-'));
  const duck = await Duck.open({ memory, threads: 2, spill: join(root, 'spill') });
  const files = folderFiles(folderStore(root));
  const made = stamps();
  const catalog = catalogOver(pointersIn(root), { files, warehouse: `file://${root}/lake`, stamps: made });
  return {
    root,
    duck,
    files,
    stamps: made,
    catalog,
    async [Symbol.asyncDispose]() {
      await catalog[Symbol.asyncDispose]();
      await duck[Symbol.asyncDispose]();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** A small table with every kind of type the contracts use, partitioned by tenant. */
export const goods: NewTable = {
  fields: [
    { id: 1, name: 'sku', required: true, type: 'string' },
    { id: 2, name: 'tenant_id', required: true, type: 'string' },
    { id: 3, name: 'stock', required: false, type: 'int' },
    { id: 4, name: 'price', required: false, type: 'decimal(12, 2)' },
    { id: 5, name: 'made_on', required: false, type: 'date' },
    { id: 6, name: 'seen_at', required: false, type: 'timestamptz' },
    {
      id: 7,
      name: 'tags',
      required: false,
      type: { type: 'list', 'element-id': 8, element: 'string', 'element-required': false },
    },
    {
      id: 9,
      name: 'geo',
      required: false,
      type: {
        type: 'struct',
        fields: [
          { id: 10, name: 'lat', required: false, type: 'double' },
          { id: 11, name: 'lon', required: false, type: 'double' },
        ],
      },
    },
    {
      id: 101,
      name: 'extras',
      required: false,
      type: {
        type: 'map',
        'key-id': 102,
        key: 'string',
        'value-id': 103,
        value: 'string',
        'value-required': false,
      },
    },
  ],
  partitionBy: [{ 'source-id': 2, name: 'tenant_id', transform: 'identity' }],
};

/** Rows for `goods`: numbers from..to, of one tenant. */
export const goodsRows = (tenant: string, from: number, to: number): Sql => sql`(
  SELECT
    'S' || lpad(i::VARCHAR, 6, '0') AS sku,
    ${tenant} AS tenant_id,
    i::INTEGER AS stock,
    (i * 1.25)::DECIMAL(12, 2) AS price,
    DATE '2024-01-01' + i::INTEGER AS made_on,
    TIMESTAMPTZ '2024-01-01 00:00:00.123456+00' + INTERVAL (i) MINUTE AS seen_at,
    CASE WHEN i % 3 = 0 THEN NULL ELSE ['a' || i, NULL, 'ü'] END AS tags,
    CASE WHEN i % 2 = 0 THEN {lat: i / 10, lon: -i / 10} END AS geo,
    MAP {'line': i::VARCHAR} AS extras
  FROM range(${from}, ${to}) AS r(i)
)`;

/** Appends rows as one commit. */
export async function append(lake: Lake, table: Table, rows: Sql, branch = 'main'): Promise<Table> {
  const files = await writeDataFiles(lake.duck, table, rows, { uuid: lake.stamps.uuid() });
  const [next = table] = await lake.catalog.commit([
    {
      table,
      changes: [
        {
          kind: 'files',
          snapshotId: lake.stamps.snapshotId(),
          branch,
          operation: 'append',
          add: files.map((file) => ({ file })),
          remove: [],
          summary: {},
        },
      ],
    },
  ]);
  return next;
}

/** The values of one column over the table's rows, in order, as text. */
export async function texts(
  lake: Lake,
  table: Table,
  column: Sql,
  options: ScanOptions = {},
): Promise<readonly (string | null)[]> {
  const relation = scanRelation(await planScan(table, options), { positions: true });
  const rows = await lake.duck.rows(
    sql`SELECT (${column})::VARCHAR AS found FROM ${relation} ORDER BY found`,
    z.object({ found: z.string().nullable() }),
  );
  return rows.map(({ found }) => found);
}

export const sum = async (lake: Lake, table: Table, options: ScanOptions = {}): Promise<string> =>
  (await texts(lake, table, sql`stock`, options)).length === 0
    ? '0 rows'
    : (
        await lake.duck.row(
          sql`SELECT count(*) || ' rows, stock ' || sum(stock) AS found FROM ${scanRelation(await planScan(table, options))}`,
          z.object({ found: z.string() }),
        )
      ).found;
