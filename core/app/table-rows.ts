import type { Duck } from '../duck/duck.ts';
import { planScan } from '../iceberg/scan/plan-scan.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import { type GridSource, gridColumns } from './grid.ts';
import type { Host } from './host.ts';
import { Workspace } from './run-workspace.ts';
import { contractOf } from './table-details.ts';
import { loadNamed } from './table-views.ts';

export interface TableRowsRequest {
  readonly table: string;
  /** As it was then; now without it. */
  readonly snapshotId?: string | undefined;
  readonly tenant?: string | undefined;
}

/** A table's rows as a grid shows them. Throws TABLE_NOT_FOUND, SNAPSHOT_NOT_FOUND. */
export async function tableSource(
  host: Host,
  duck: Duck,
  folder: string,
  { table: name, snapshotId, tenant }: TableRowsRequest,
  signal?: AbortSignal,
): Promise<GridSource> {
  await using workspace = await Workspace.open(host, folder);
  const table = await loadNamed(workspace, name);
  const plan = await planScan(
    table,
    snapshotId === undefined ? {} : { at: { snapshotId: BigInt(snapshotId) } },
  );
  const all = scanRelation(plan, { positions: true });
  const relation = tenant === undefined ? all : sql`(FROM ${all} WHERE tenant_id = ${tenant})`;
  const personal = personalIn(name);
  const columns = await gridColumns(duck, relation, personal, signal);
  return {
    relation,
    columns: columns.filter((column) => column.name !== '_file' && column.name !== '_pos'),
    order: [...fileOrder(plan.files.map(({ path }) => path)), ident('_pos')],
    isOrdered: true,
    key: JSON.stringify([
      name,
      plan.snapshot?.['snapshot-id'].toString() ?? '',
      tenant ?? '',
      table.metadataLocation,
    ]),
  };
}

/** Of several files the ordinal: a path for each of many million rows would not fit into memory. */
const fileOrder = (paths: readonly string[]): readonly Sql[] =>
  paths.length < 2 ? [] : [sql`CAST(_file AS ENUM(${paths.map((path) => sql`${path}`)}))`];

/** Which columns hold values that name or locate a person; of a quarantine table also what maps to no field. */
function personalIn(name: string): (column: string) => boolean {
  const known = contractOf(name);
  const fields = new Set(known?.contract.fields.filter(({ pii }) => pii).map((field) => field.name));
  return (column) =>
    fields.has(column.replace(/^raw__/, '')) || (known?.layer === 'quarantine' && column === 'extras');
}
