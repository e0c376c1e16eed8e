/**
 * The shape of a data contract: a dataset's fields, keys and rules as data. Parsing, validation SQL, DDL, Iceberg schema,
 * generator, grid columns and docs are derived from values of these types and from nothing else.
 */
import type { ViolationCode } from './violation-codes.ts';

export type DatasetName = 'suppliers' | 'parts';

/** Logical types. `decimal` is exact, `int` is 32 bit, `timestamp` is UTC with microseconds. Ids are Iceberg field ids. */
export type LogicalType =
  | { readonly kind: 'string' }
  | { readonly kind: 'int' }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'date' }
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'strings'; readonly elementId: number }
  | { readonly kind: 'geo'; readonly latId: number; readonly lonId: number }
  | { readonly kind: 'map'; readonly keyId: number; readonly valueId: number };

/**
 * How a field's text is normalised before its type's grammar (never a violation, counted per field and kind).
 * `free` only trims and collapses white space; `upper` is an enumeration; the others add what their name says.
 */
export type TextShape =
  | 'free'
  | 'upper'
  | 'email'
  | 'phone'
  | 'incoterms'
  | 'unit'
  | 'hazard'
  | 'number'
  | 'date'
  | 'timestamp'
  | 'list'
  | 'certification-list'
  | 'flag-list'
  | 'reference-list'
  | 'geo';

/** What a field takes from the delivery when its column is absent. `run` is always set by the pipeline, whatever was delivered. */
export type FromDelivery = 'tenant' | 'data-source' | 'extracted-at' | 'contract-version' | 'run';

export interface Field {
  /** Iceberg field id: fixed for ever, whatever the field's position or name becomes. */
  readonly id: number;
  readonly name: string;
  readonly type: LogicalType;
  readonly shape: TextShape;
  /** The column must be there (or come from the delivery) and the cell must be filled. */
  readonly required: boolean;
  /** Sensitive: masked in logs, traces and exports unless asked for. */
  readonly pii: boolean;
  readonly fromDelivery?: FromDelivery;
  /** The contract version that brought it; absent for the fields of the first. Such a field is optional. */
  readonly since?: string;
  /** One sentence for the docs page. */
  readonly doc: string;
  /** How the generator fills it, for the docs page. */
  readonly generatedAs: string;
}

export type CodeListName =
  | 'country'
  | 'region'
  | 'currency'
  | 'incoterms'
  | 'financial_tier'
  | 'approved_status'
  | 'certification'
  | 'compliance_flag'
  | 'category'
  | 'lifecycle_status'
  | 'uom'
  | 'quality_grade'
  | 'hazard_class';

/**
 * A rule within the row, as data. `field` is where the violation is marked; `needs` of each kind are its other inputs.
 * A rule is silent where one of its inputs is null or has already failed. Severity and message parameters come with the code.
 */
export type RowRule =
  /** The cell is null or blank. */
  | { readonly kind: 'required'; readonly code: ViolationCode; readonly field: string }
  /** The text is filled but cannot be read as the field's type (or as one of its listed shapes). */
  | { readonly kind: 'readable'; readonly code: ViolationCode; readonly field: string }
  /** Differs from the run's tenant. */
  | { readonly kind: 'tenant'; readonly code: ViolationCode; readonly field: string }
  /** Not in the code list (a deprecated code that still is accepted counts as in it). */
  | {
      readonly kind: 'code';
      readonly code: ViolationCode;
      readonly field: string;
      readonly list: CodeListName;
    }
  /** In the code list, but of an older edition, or withdrawn in the last 5 years. */
  | {
      readonly kind: 'deprecated-code';
      readonly code: ViolationCode;
      readonly field: string;
      readonly list: 'incoterms' | 'currency';
    }
  /** Elements of a list that are not in the code list. */
  | {
      readonly kind: 'known-elements';
      readonly code: ViolationCode;
      readonly field: string;
      readonly list: CodeListName;
    }
  /** The number as written (before narrowing to the field's precision) is outside [min, max]. */
  | {
      readonly kind: 'range';
      readonly code: ViolationCode;
      readonly field: string;
      readonly min: number;
      readonly max?: number;
    }
  /** Digits beyond the decimal's scale were rounded half-even. */
  | { readonly kind: 'precision'; readonly code: ViolationCode; readonly field: string }
  /** lat −90…90, lon −180…180, both or none; 0,0 and swapped axes are named in the parameters. */
  | { readonly kind: 'geo'; readonly code: ViolationCode; readonly field: string }
  /** More than `seconds` after the run's as-of time. */
  | {
      readonly kind: 'not-after';
      readonly code: ViolationCode;
      readonly field: string;
      readonly seconds: number;
    }
  /** More than `days` before the run's as-of time. */
  | {
      readonly kind: 'not-older';
      readonly code: ViolationCode;
      readonly field: string;
      readonly days: number;
    }
  /** Not a mailbox of RFC 5322. */
  | { readonly kind: 'mailbox'; readonly code: ViolationCode; readonly field: string }
  /** Not E.164 after normalisation. */
  | { readonly kind: 'phone'; readonly code: ViolationCode; readonly field: string }
  /** All of `fields` are blank. */
  | {
      readonly kind: 'any-of';
      readonly code: ViolationCode;
      readonly field: string;
      readonly fields: readonly string[];
    }
  /** The region is not the one of the country. */
  | {
      readonly kind: 'region';
      readonly code: ViolationCode;
      readonly field: string;
      readonly country: string;
    }
  /** The postal code does not have the country's format. */
  | {
      readonly kind: 'postal';
      readonly code: ViolationCode;
      readonly field: string;
      readonly country: string;
    }
  /** The point lies outside the country's outline grown by 50 km. */
  | {
      readonly kind: 'in-country';
      readonly code: ViolationCode;
      readonly field: string;
      readonly country: string;
    }
  /** The tier is not the one of the score: below `low` LOW, below `medium` MEDIUM, else HIGH. */
  | {
      readonly kind: 'tier';
      readonly code: ViolationCode;
      readonly field: string;
      readonly score: string;
      readonly low: number;
      readonly medium: number;
    }
  /** Below the value of another field. */
  | {
      readonly kind: 'not-below';
      readonly code: ViolationCode;
      readonly field: string;
      readonly other: string;
    }
  /** The list does not contain the value of another field. */
  | {
      readonly kind: 'contains';
      readonly code: ViolationCode;
      readonly field: string;
      readonly element: string;
    }
  /** Not a version that this contract reads. */
  | { readonly kind: 'version'; readonly code: ViolationCode; readonly field: string };

export type RowRuleKind = RowRule['kind'];

interface UniqueKey {
  readonly field: string;
  readonly duplicate: ViolationCode;
}

export interface ForeignKey {
  /** A string field, or a list whose elements are each a reference. */
  readonly field: string;
  readonly references: { readonly dataset: DatasetName; readonly field: string };
  readonly orphan: ViolationCode;
}

export interface DatasetContract {
  readonly dataset: DatasetName;
  readonly version: string;
  /** Versions whose rows this contract reads. */
  readonly reads: readonly string[];
  /** Silver and quarantine tables, `namespace.table`. */
  readonly silverTable: string;
  readonly quarantineTable: string;
  /** Identity partition fields of the silver table, in order. */
  readonly partitionBy: readonly string[];
  /** The contract's fields, in order. */
  readonly fields: readonly Field[];
  /** The primary key within a tenant. */
  readonly primaryKey: UniqueKey;
  /** Further unique business key within a tenant; blanks never collide. `pattern` is what a code of this field looks like (RE2). */
  readonly businessKey: UniqueKey & { readonly pattern: string };
  /** The key is in silver from another data_source. */
  readonly collision: ViolationCode;
  readonly foreignKeys: readonly ForeignKey[];
  /** Rules within the row, in the order in which a row's violations are listed. */
  readonly rowRules: readonly RowRule[];
}

/** Columns that every silver table carries after the contract's fields, with fixed Iceberg ids. */
export const trailingColumns = [
  { id: 101, name: 'extras', type: { kind: 'map', keyId: 102, valueId: 103 } },
  { id: 104, name: 'dq_violations', type: { kind: 'strings', elementId: 105 } },
  { id: 106, name: 'batch_id', type: { kind: 'string' } },
  { id: 107, name: 'content_hash', type: { kind: 'string' } },
] as const satisfies readonly { readonly id: number; readonly name: string; readonly type: LogicalType }[];
