import { type DatasetContract, type DatasetName } from '../../contracts/data/dataset.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Equals } from '../iceberg/scan/filter.ts';
import type { Table } from '../iceberg/table.ts';
import { quarantineTenantId } from './quarantine-fields.ts';
import { fieldId, loadIfThere } from './tables.ts';

/** A table, and which of its rows are a tenant's. */
export interface TenantTable {
  readonly dataset: DatasetName;
  readonly table: Table;
  readonly filter: Equals;
}

/** The silver and quarantine tables of the datasets that are there, with the filter for one tenant's rows. */
export async function tenantTables(
  catalog: Catalog,
  contracts: readonly DatasetContract[],
  tenant: string,
): Promise<readonly TenantTable[]> {
  const found: TenantTable[] = [];
  for (const contract of contracts) {
    const both = [
      [contract.silverTable, fieldId(contract, 'tenant_id')],
      [contract.quarantineTable, quarantineTenantId],
    ] as const;
    for (const [name, id] of both) {
      const table = await loadIfThere(catalog, name);
      if (table !== undefined)
        found.push({ dataset: contract.dataset, table, filter: { fieldId: id, value: tenant } });
    }
  }
  return found;
}
