import type { CodeLists } from '../../../contracts/data/code-lists.ts';
import type { Field } from '../../../contracts/data/dataset.ts';
import { ident, type Sql, sql } from '../../sql/sql.ts';

export interface Column {
  readonly name: string;
  readonly value: Sql;
}

/**
 * How a field's value comes out of its text, as columns over columns: each level is computed from the ones before it, so that
 * nothing is computed twice. `raw` is the source's text where there is one.
 */
export interface Reading {
  readonly levels: readonly (readonly Column[])[];
  readonly value: Sql;
  /** The text as it came. */
  readonly raw: Sql;
  /** Filled, but not readable. */
  readonly unread?: Sql;
  readonly wide?: Sql;
  readonly loss?: Sql;
  /** Parts of the value that are kept beside it. */
  readonly splitOff?: { readonly key: string; readonly value: Sql };
}

export interface Bounds {
  readonly min: number;
  readonly max?: number;
}

export interface ReadingContext {
  readonly codeLists: CodeLists;
  /** IANA name: the zone of times without an offset. */
  readonly timezone: string;
  /** Of the field's range rule. */
  readonly bounds?: Bounds;
}

/** From the source's text of a field to its value. */
export type Reader = (field: Field, raw: Sql, context: ReadingContext) => Reading;

/**
 * The short way to the value of a cell that is written in the usual spelling, which most are: where `usual` holds, `value` is what the
 * reader makes of the text, nothing was normalised on the way and nothing split off.
 */
export interface UsualReading {
  readonly levels: Reading['levels'];
  readonly value: Sql;
  /** Never NULL, TRUE for NULL; of a `bare` reading only asked where the text is as `unusualText` wants it. Absent for TRUE. */
  readonly usual?: Sql;
  /** Whether the value counts on the text: no white space to trim, no null word. */
  readonly bare: boolean;
}

export type UsualReader = (field: Field, raw: Sql, context: ReadingContext) => UsualReading;

/** The name of a field's column on its way from text to value; never one of a raw relation or of a contract. */
const stepName = ({ name }: Field, step: string): string => `${step}:${name}`;

export const step = (field: Field, name: string): Sql => ident(stepName(field, name));

/** The columns of a level, by the step's name. */
export const level = (field: Field, steps: Readonly<Record<string, Sql>>): readonly Column[] =>
  Object.entries(steps).map(([name, value]) => ({ name: stepName(field, name), value }));

export const never = sql`FALSE`;
