import type { DatasetContract, DatasetName, Field } from '../../contracts/data/dataset.ts';
import { type MatchedHeaders, matchHeaders, type NamedColumn } from './headers.ts';
import { splitOffKeyOf } from './split-off.ts';
import { refuseMissing } from './missing-columns.ts';

/** A column as landing names it. `name` is the source's header (data), `column` the raw relation's column. */
export interface SourceColumn extends NamedColumn {
  /** DuckDB's type of the column in the source. */
  readonly sourceType: string;
}

/** What a run knows of a delivery besides its rows. */
export interface DeliveryFacts {
  readonly tenant: string;
  /** `--data-source`. */
  readonly dataSource?: string;
  /** `--extracted-at`. */
  readonly extractedAt?: Date;
  /** raw.extracted_at is there for some rows. */
  readonly hasSequence: boolean;
}

/** Where a field's value comes from. `run` is the run's as-of time; `sequence` is raw.extracted_at, else the given time. */
export type FieldSource =
  | { readonly kind: 'column'; readonly column: string }
  | { readonly kind: 'pair'; readonly lat: string | null; readonly lon: string | null }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'sequence'; readonly otherwise: Date | null }
  | { readonly kind: 'run'; readonly column: string | null }
  | { readonly kind: 'absent' };

export interface PlannedField {
  readonly field: Field;
  readonly source: FieldSource;
}

/** A source column that maps to no field. Keys are unique within a plan. */
interface ExtraColumn {
  readonly key: string;
  readonly column: string;
}

/** How a delivery's columns differ from the contract; nothing of it is an error. */
export interface Drift {
  /** Headers that map to no field; their values are in extras. */
  readonly unknown: readonly string[];
  /** Fields without a column that are null in every row. */
  readonly missing: readonly string[];
  /** Fields without a column that come from the delivery. */
  readonly derived: readonly { readonly field: string; readonly from: DerivedFrom }[];
  /** Columns of fields that were no text in the source. */
  readonly changedTypes: readonly { readonly column: string; readonly from: string }[];
  /** Fields that several headers could mean: the used one, and the others, which are in extras. */
  readonly ambiguous: readonly {
    readonly field: string;
    readonly used: string;
    readonly others: readonly string[];
  }[];
  /** Two columns that hold each other's values and were read exchanged; `rows` is how many showed it. */
  readonly swapped?: { readonly field: string; readonly with: string; readonly rows: number };
}

type DerivedFrom =
  | "the run's tenant"
  | '--data-source'
  | '--extracted-at'
  | "the source's sequence"
  | "the contract's version";

/** How the columns of one dataset of a delivery become its fields. Plain data; the fields are the contract's, in its order. */
export interface ReadingPlan {
  readonly dataset: DatasetName;
  readonly fields: readonly PlannedField[];
  readonly extras: readonly ExtraColumn[];
  readonly drift: Drift;
}

/**
 * Plans the reading of columns as a contract's fields. Throws MISSING_REQUIRED_COLUMNS with all that is missing and what would
 * satisfy each.
 */
export function planReading(
  contract: DatasetContract,
  columns: readonly SourceColumn[],
  facts: DeliveryFacts,
): ReadingPlan {
  const headers = matchHeaders(contract.fields, columns);
  const planned = contract.fields.map((field) => ({ field, ...sourceOf(field, headers, contract, facts) }));
  const lacking = planned.filter(({ field, source }) => field.required && source.kind === 'absent');
  if (lacking.length > 0) {
    refuseMissing(
      contract.dataset,
      lacking.map(({ field }) => field),
      headers.unknown.map(({ name }) => name),
    );
  }
  return {
    dataset: contract.dataset,
    fields: planned.map(({ field, source }) => ({ field, source })),
    extras: uniqueKeys(
      [...headers.unknown, ...headers.ambiguous.flatMap(({ others }) => others)],
      contract.fields.flatMap((field) => splitOffKeyOf(field) ?? []),
    ),
    drift: {
      unknown: headers.unknown.map(({ name }) => name),
      missing: planned.filter(({ source }) => source.kind === 'absent').map(({ field }) => field.name),
      derived: planned.flatMap(({ field, from }) =>
        from === undefined ? [] : [{ field: field.name, from }],
      ),
      changedTypes: columns
        .filter(({ column, sourceType }) => headers.used.has(column) && !isText(sourceType))
        .map(({ name, sourceType }) => ({ column: name, from: sourceType })),
      ambiguous: headers.ambiguous.map(({ field, used, others }) => ({
        field,
        used: used.name,
        others: others.map(({ name }) => name),
      })),
    },
  };
}

/** JSON is a way to carry text, not a type of its own. */
const isText = (sourceType: string): boolean => /^(VARCHAR|JSON)\b/i.test(sourceType);

interface Sourced {
  readonly source: FieldSource;
  readonly from?: DerivedFrom;
}

function sourceOf(
  field: Field,
  headers: MatchedHeaders,
  contract: DatasetContract,
  facts: DeliveryFacts,
): Sourced {
  const column = headers.fields.get(field.name)?.column ?? null;
  if (field.fromDelivery === 'run') return { source: { kind: 'run', column } };
  if (column !== null) return { source: { kind: 'column', column } };
  const pair = headers.pairs.get(field.name);
  if (pair !== undefined) return { source: { kind: 'pair', ...pair } };
  return fromDelivery(field, contract, facts);
}

function fromDelivery({ fromDelivery }: Field, { version }: DatasetContract, facts: DeliveryFacts): Sourced {
  const absent: Sourced = { source: { kind: 'absent' } };
  switch (fromDelivery ?? 'nowhere') {
    case 'tenant':
      return { source: { kind: 'text', text: facts.tenant }, from: "the run's tenant" };
    case 'data-source':
      if (facts.dataSource === undefined || facts.dataSource.trim() === '') return absent;
      return { source: { kind: 'text', text: facts.dataSource }, from: '--data-source' };
    case 'extracted-at': {
      const otherwise = facts.extractedAt ?? null;
      if (facts.hasSequence)
        return { source: { kind: 'sequence', otherwise }, from: "the source's sequence" };
      return otherwise === null
        ? absent
        : { source: { kind: 'sequence', otherwise }, from: '--extracted-at' };
    }
    case 'contract-version':
      return { source: { kind: 'text', text: version }, from: "the contract's version" };
    case 'run':
    case 'nowhere':
      return absent;
  }
}

/** A map has a key once: the second column of a name is `name (2)`; keys of what is split off values are taken. */
function uniqueKeys(columns: readonly NamedColumn[], reserved: readonly string[]): readonly ExtraColumn[] {
  const taken = new Set(reserved);
  return columns.map(({ name, column }) => {
    let key = name;
    for (let time = 2; taken.has(key); time += 1) key = `${name} (${time})`;
    taken.add(key);
    return { key, column };
  });
}
