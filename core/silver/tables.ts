import type { DatasetContract } from '../../contracts/data/dataset.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { NewTable } from '../iceberg/metadata/new-table.ts';
import type { Schema } from '../iceberg/schema/types.ts';
import type { Table, TableName } from '../iceberg/table.ts';
import { contractKey, contractText, planEvolution } from './evolve.ts';
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

/**
 * The two tables of a dataset as they are now; made where they are not there yet. A table of an earlier minor version of the contract
 * gets its new columns and wider types, in a commit of its own that touches no row. Throws as `planEvolution`.
 */
export async function openTables(catalog: Catalog, dataset: SilverDataset): Promise<DatasetTables> {
  const { contract } = dataset;
  return {
    silver: await openTable(catalog, contract.silverTable, contract, silverTable(dataset)),
    quarantine: await openTable(catalog, contract.quarantineTable, contract, quarantineTable(contract)),
  };
}

async function openTable(
  catalog: Catalog,
  text: string,
  contract: DatasetContract,
  definition: NewTable,
): Promise<Table> {
  const found = await loadIfThere(catalog, text);
  if (found !== undefined) return evolved(catalog, found, contract, definition.fields);
  const properties = { [contractKey]: contractText(contract) };
  try {
    return await catalog.createTable(nameOf(text), { ...definition, properties });
  } catch (cause) {
    // Somebody else was first.
    if (!isCode(cause, 'TABLE_EXISTS')) throw cause;
    return evolved(catalog, await catalog.load(nameOf(text)), contract, definition.fields);
  }
}

const evolutionTries = 5;

async function evolved(
  catalog: Catalog,
  table: Table,
  contract: DatasetContract,
  fields: Schema['fields'],
): Promise<Table> {
  let now = table;
  for (let attempt = 1; ; attempt += 1) {
    const changes = planEvolution(now, fields, contract);
    if (changes.length === 0) return now;
    try {
      const [next] = await catalog.commit([{ table: now, changes }]);
      if (next !== undefined) return next;
    } catch (cause) {
      // Somebody else changed the columns meanwhile, perhaps in the same way.
      if (attempt === evolutionTries || !(isCode(cause, 'CONFLICT') || isCode(cause, 'USAGE'))) throw cause;
    }
    now = await catalog.load(now.name);
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
