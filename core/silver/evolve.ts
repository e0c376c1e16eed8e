import type { DatasetContract } from '../../contracts/data/dataset.ts';
import { QuaysideError } from '../base/errors.ts';
import { widens } from '../iceberg/change/edit-schema.ts';
import type { MetadataChange, SchemaEdit } from '../iceberg/change/types.ts';
import { currentSchema } from '../iceberg/metadata/lookup.ts';
import { decimalOf } from '../iceberg/schema/duck-types.ts';
import { idsBelow } from '../iceberg/schema/leaves.ts';
import type { IcebergType, NestedField } from '../iceberg/schema/types.ts';
import { type Table, tableText } from '../iceberg/table.ts';

/** Names, in a table's properties and in snapshots' summaries, the contract that the rows follow: `suppliers 1.0.0`. */
export const contractKey = 'quayside.contract';

export const contractText = ({ dataset, version }: Pick<DatasetContract, 'dataset' | 'version'>): string =>
  `${dataset} ${version}`;

/**
 * What makes a table fit a contract's columns: those of a later minor version are added, narrower types widened; nothing where it fits.
 * Columns that others added and types that others widened stay. Pure. Throws WORKSPACE_TOO_NEW where the table follows a later contract,
 * TABLE_NOT_SUPPORTED with all that does not fit.
 */
export function planEvolution(
  { name, metadata }: Pick<Table, 'name' | 'metadata'>,
  wanted: readonly NestedField[],
  contract: DatasetContract,
): readonly MetadataChange[] {
  const follows = metadata.properties[contractKey];
  const order = follows === undefined ? 0 : compared(follows, contract);
  if (order > 0) throw tooNew(tableText(name), follows ?? '', contract);
  const found = currentSchema(metadata).fields;
  const fits = wanted.map((field) => fit(field, found));
  const problems = [...fits.flatMap(({ problem }) => problem ?? []), ...unfillable(wanted, found)];
  if (problems.length > 0) throw misfit(tableText(name), problems, contract);
  const edits = fits.flatMap(({ edit }) => edit ?? []);
  if (edits.length === 0 && order === 0) return [];
  return [
    ...(edits.length === 0 ? [] : [{ kind: 'update-schema', edits } as const]),
    { kind: 'set-properties', properties: { [contractKey]: contractText(contract) } },
  ];
}

interface Fit {
  readonly edit?: SchemaEdit;
  readonly problem?: string;
}

function fit(wanted: NestedField, all: readonly NestedField[]): Fit {
  const { id, name, type, required } = wanted;
  const found = all.find((field) => field.id === id);
  if (found === undefined) return added(wanted, all);
  const what = `column ${found.name} (field id ${id})`;
  if (found.name !== name) return { problem: `${what}: expected the name ${name}` };
  if (found.required && !required) return { problem: `${what} is required: expected that it may be empty` };
  if (sameType(found.type, type) || (typeof found.type === 'string' && widens(type, found.type))) return {};
  if (typeof type === 'string' && widens(found.type, type)) return { edit: { kind: 'widen', id, type } };
  return { problem: `${what} is ${typeText(found.type)}: expected ${typeText(type)}` };
}

function added({ id, name, type, required, doc }: NestedField, all: readonly NestedField[]): Fit {
  if (required)
    return { problem: `column ${name} (field id ${id}) is missing, and rows cannot be without it` };
  const same = all.find((field) => field.name.toLowerCase() === name.toLowerCase());
  if (same !== undefined)
    return { problem: `column ${same.name} has the field id ${same.id}: expected ${id}` };
  const taken = new Set(all.flatMap((field) => [field.id, ...idsBelow(field.type)]));
  const clash = [id, ...idsBelow(type)].find((one) => taken.has(one));
  if (clash !== undefined)
    return { problem: `the field id ${clash}, which ${name} needs, is another column's` };
  return { edit: { kind: 'add', id, name, type, ...(doc === undefined ? {} : { doc }) } };
}

/** Columns of others that must be filled, which no delivery can do. */
const unfillable = (wanted: readonly NestedField[], all: readonly NestedField[]): readonly string[] =>
  all
    .filter(({ id, required }) => required && !wanted.some((field) => field.id === id))
    .map(({ id, name }) => `column ${name} (field id ${id}) is required, and the contract does not know it`);

function sameType(a: IcebergType, b: IcebergType): boolean {
  return typeText(a) === typeText(b);
}

/** Types as the specification writes them, with the ids that files know them by. */
function typeText(type: IcebergType): string {
  if (typeof type === 'string') {
    const decimal = decimalOf(type);
    return decimal === undefined ? type : `decimal(${decimal.precision}, ${decimal.scale})`;
  }
  switch (type.type) {
    case 'list':
      return `list<${type['element-id']}: ${typeText(type.element)}>`;
    case 'map':
      return `map<${type['key-id']}: ${typeText(type.key)}, ${type['value-id']}: ${typeText(type.value)}>`;
    case 'struct':
      return `struct<${type.fields.map((field) => `${field.id}: ${field.name}: ${typeText(field.type)}`).join(', ')}>`;
    default:
      return type satisfies never;
  }
}

/** Above 0 where the table's contract is of a later minor version, below 0 of an earlier one. Patches change no column. */
function compared(text: string, { dataset, version }: DatasetContract): number {
  const [table, known] = [minorOf(text.slice(dataset.length + 1)), minorOf(version)];
  return text.startsWith(`${dataset} `) ? table - known : 0;
}

function minorOf(version: string): number {
  const match = /^(\d+)\.(\d+)\./.exec(version);
  return match === null ? 0 : Number(match[1]) * 1_000_000 + Number(match[2]);
}

const tooNew = (table: string, follows: string, contract: DatasetContract): QuaysideError =>
  new QuaysideError(
    'WORKSPACE_TOO_NEW',
    `${table} follows the contract ${follows}, this Quayside knows ${contractText(contract)}; nothing was changed. Use the newer Quayside that wrote it.`,
    { parameters: { table, found: follows, expected: contractText(contract) } },
  );

const misfit = (table: string, problems: readonly string[], contract: DatasetContract): QuaysideError =>
  new QuaysideError(
    'TABLE_NOT_SUPPORTED',
    `${table} does not fit the contract ${contractText(contract)}: ${problems.join('; ')}. Nothing was changed. Put the columns right with the program that made them so, or run into another workspace (--workspace).`,
    { parameters: { table, problems } },
  );
