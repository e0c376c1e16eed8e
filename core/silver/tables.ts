import type { DatasetContract } from '../../contracts/data/dataset.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { NewTable } from '../iceberg/metadata/new-table.ts';
import type { Schema } from '../iceberg/schema/types.ts';
import type { Table, TableName } from '../iceberg/table.ts';
import { quarantineFields, quarantineTenantId } from './quarantine-fields.ts';

/** A dataset as silver sees it: its contract, and the Iceberg fields that follow from it. */
export interface SilverDataset {
  readonly contract: DatasetContract;
  readonly fields: Schema['fields'];
}

export interface DatasetTables {
  readonly silver: Table;
  readonly quarantine: Table;
}

/** The two tables of a dataset as they are now; made where they are not there yet. */
export async function openTables(catalog: Catalog, dataset: SilverDataset): Promise<DatasetTables> {
  const { contract } = dataset;
  return {
    silver: await openTable(catalog, contract.silverTable, silverTable(dataset)),
    quarantine: await openTable(catalog, contract.quarantineTable, quarantineTable(contract)),
  };
}

async function openTable(catalog: Catalog, text: string, definition: NewTable): Promise<Table> {
  const found = await loadIfThere(catalog, text);
  if (found !== undefined) return found;
  try {
    return await catalog.createTable(nameOf(text), definition);
  } catch (cause) {
    // Somebody else was first.
    if (isCode(cause, 'TABLE_EXISTS')) return catalog.load(nameOf(text));
    throw cause;
  }
}

/** A table by its name, `namespace.table`; undefined where the catalog has none. */
export async function loadIfThere(catalog: Catalog, text: string): Promise<Table | undefined> {
  try {
    return await catalog.load(nameOf(text));
  } catch (cause) {
    if (isCode(cause, 'TABLE_NOT_FOUND')) return undefined;
    throw cause;
  }
}

const isCode = (cause: unknown, code: QuaysideError['code']): boolean =>
  cause instanceof QuaysideError && cause.code === code;

function silverTable({ contract, fields }: SilverDataset): NewTable {
  return {
    fields,
    partitionBy: contract.partitionBy.map((name) => ({
      'source-id': fieldId(contract, name),
      name,
      transform: 'identity',
    })),
  };
}

const quarantineTable = (contract: DatasetContract): NewTable => ({
  fields: quarantineFields(contract),
  partitionBy: [{ 'source-id': quarantineTenantId, name: 'tenant_id', transform: 'identity' }],
});

/** Of a contract's field, which is also the id of the silver table's column. */
export function fieldId({ dataset, fields }: DatasetContract, name: string): number {
  const found = fields.find((field) => field.name === name);
  if (found === undefined) throw new TypeError(`${dataset} has no field ${name}`);
  return found.id;
}

function nameOf(text: string): TableName {
  const dot = text.lastIndexOf('.');
  return { namespace: text.slice(0, dot), name: text.slice(dot + 1) };
}
