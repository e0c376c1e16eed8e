import type { Duck } from '../duck/duck.ts';
import { QuaysideError } from '../base/errors.ts';
import { currentSchema } from '../iceberg/metadata/lookup.ts';
import { planScan } from '../iceberg/scan/plan-scan.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import type { Table } from '../iceberg/table.ts';
import { filePlaces } from './file-places.ts';
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
  const plan = await planScan(table, {
    ...(snapshotId === undefined ? {} : { at: { snapshotId: BigInt(snapshotId) } }),
    ...(tenant === undefined ? {} : { filter: { fieldId: tenantField(table), value: tenant } }),
  });
  const relation = scanRelation(plan, { positions: true });
  const personal = personalIn(name);
  const columns = await gridColumns(duck, relation, personal, signal);
  return {
    relation,
    columns: columns.filter((column) => column.name !== '_file' && column.name !== '_pos'),
    ...filePlaces(plan),
    isOrdered: true,
    key: JSON.stringify([
      name,
      plan.snapshot?.['snapshot-id'].toString() ?? '',
      tenant ?? '',
      table.metadataLocation,
    ]),
  };
}

const tenantField = ({ metadata }: Table): number => {
  const field = currentSchema(metadata).fields.find(({ name }) => name === 'tenant_id');
  if (field !== undefined) return field.id;
  throw new QuaysideError('USAGE', 'The table has no tenants; ask for all rows.');
};

/** Which columns hold values that name or locate a person; of a quarantine table also what maps to no field. */
function personalIn(name: string): (column: string) => boolean {
  const known = contractOf(name);
  const fields = new Set(known?.contract.fields.filter(({ pii }) => pii).map((field) => field.name));
  return (column) =>
    fields.has(column.replace(/^raw__/, '')) || (known?.layer === 'quarantine' && column === 'extras');
}
