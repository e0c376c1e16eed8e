import { join } from 'node:path';
import { planScan } from '../iceberg/scan/plan-scan.ts';
import type { Host } from './host.ts';
import { Workspace } from './run-workspace.ts';
import { loadNamed } from './table-views.ts';

export interface SnippetsRequest {
  readonly table: string;
  readonly snapshotId?: string | undefined;
}

export interface Snippets {
  readonly pyiceberg: string;
  readonly spark: string;
  readonly duckdb: string;
  readonly command: string;
}

/** How other tools read a table of a workspace, now or as it was in a snapshot. Throws TABLE_NOT_FOUND, SNAPSHOT_NOT_FOUND. */
export async function tableSnippets(
  host: Host,
  folder: string,
  { table: name, snapshotId }: SnippetsRequest,
): Promise<Snippets> {
  await using workspace = await Workspace.open(host, folder);
  const table = await loadNamed(workspace, name);
  if (snapshotId !== undefined) await planScan(table, { at: { snapshotId: BigInt(snapshotId) } });
  const catalog = join(workspace.folder, 'catalog.sqlite');
  const warehouse = `file://${join(workspace.folder, 'lake', 'cdf-silver')}`;
  return {
    pyiceberg: pyiceberg(catalog, warehouse, name, snapshotId),
    spark: spark(catalog, warehouse, name, snapshotId),
    duckdb: duckdb(table.metadataLocation, snapshotId),
    command: command(workspace.folder, name, snapshotId),
  };
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const pyiceberg = (catalog: string, warehouse: string, name: string, snapshot: string | undefined): string =>
  [
    'from pyiceberg.catalog.sql import SqlCatalog',
    '',
    `catalog = SqlCatalog("quayside", uri=${JSON.stringify(`sqlite:///${catalog}`)}, warehouse=${JSON.stringify(warehouse)})`,
    `table = catalog.load_table(${JSON.stringify(name)})`,
    `rows = table.scan(${snapshot === undefined ? '' : `snapshot_id=${snapshot}`}).to_arrow()`,
  ].join('\n');

/** The names of the catalog and its properties: docs/notes.md, "Spark". */
const spark = (catalog: string, warehouse: string, name: string, snapshot: string | undefined): string =>
  [
    'spark-sql \\',
    '  --packages org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.10.0,org.xerial:sqlite-jdbc:3.50.3.0 \\',
    '  --conf spark.sql.catalog.quayside=org.apache.iceberg.spark.SparkCatalog \\',
    '  --conf spark.sql.catalog.quayside.type=jdbc \\',
    `  --conf spark.sql.catalog.quayside.uri=${shellWord(`jdbc:sqlite:file:${catalog}`)} \\`,
    `  --conf spark.sql.catalog.quayside.warehouse=${shellWord(warehouse)} \\`,
    '  --conf spark.sql.catalog.quayside.jdbc.schema-version=V1 \\',
    '  --conf spark.sql.catalog.quayside.jdbc.init-catalog-tables=false \\',
    '  --conf spark.sql.catalog.quayside.cache-enabled=false \\',
    `  -e ${shellWord(`SELECT * FROM quayside.${name}${snapshot === undefined ? '' : ` VERSION AS OF ${snapshot}`}`)}`,
  ].join('\n');

const duckdb = (metadata: string, snapshot: string | undefined): string =>
  [
    'INSTALL iceberg;',
    'LOAD iceberg;',
    `SELECT * FROM iceberg_scan(${quoted(metadata.replace(/^file:\/\//, ''))}${snapshot === undefined ? '' : `, snapshot_from_id = ${snapshot}`});`,
  ].join('\n');

const command = (folder: string, name: string, snapshot: string | undefined): string =>
  `quayside query ${shellWord(`SELECT * FROM ${name} LIMIT 100`)} --workspace ${shellWord(folder)}${snapshot === undefined ? '' : ` --at ${snapshot}`}`;

const shellWord = (text: string): string =>
  /^[A-Za-z0-9_./:=,@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
