import { z } from 'zod';
import { cellText, fieldName, rowId, violationCode } from './selection.ts';

/** Why a person did it, in their words: goes into the journal, so no place for personal values. */
export const why = z.string().trim().min(1).max(500);

/** An account or a name. */
const person = z.string().trim().min(1).max(200);

/** How a number is written. */
export const numberFormats = ['1,234.56', '1.234,56', '1 234,56', "1'234.56"] as const;
/** How a date is written. */
export const dateFormats = [
  'YYYY-MM-DD',
  'YYYYMMDD',
  'YYYY/MM/DD',
  'DD.MM.YYYY',
  'DD/MM/YYYY',
  'MM/DD/YYYY',
  'DD-MM-YYYY',
  'DD Mon YYYY',
  'excel-serial',
] as const;

/** What a text is read as, in a stated format; a text that is not of it stays as it is. */
const parseAs = z.discriminatedUnion('as', [
  /** Digits in groups, a decimal sign, a currency or percent sign beside it. */
  z.strictObject({
    kind: z.literal('parse'),
    field: fieldName,
    as: z.literal('number'),
    format: z.enum(numberFormats),
  }),
  z.strictObject({
    kind: z.literal('parse'),
    field: fieldName,
    as: z.literal('date'),
    format: z.enum(dateFormats),
  }),
  /** A country's name, its alpha-3 or an alias becomes its alpha-2. */
  z.strictObject({ kind: z.literal('parse'), field: fieldName, as: z.literal('country') }),
  /** A currency's name or sign becomes its code. */
  z.strictObject({ kind: z.literal('parse'), field: fieldName, as: z.literal('currency') }),
  /** A national number becomes E.164; the country by its code, or from a field of the row. */
  z.strictObject({
    kind: z.literal('parse'),
    field: fieldName,
    as: z.literal('phone'),
    country: z.union([z.string().regex(/^[A-Z]{2}$/), z.strictObject({ field: fieldName })]),
  }),
]);

const texts = z.strictObject({ from: cellText.nullable(), to: cellText.nullable() });

/** What becomes of one row; every one looks at that row alone. */
export const change = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('set'), field: fieldName, value: cellText }),
  z.strictObject({ kind: z.literal('clear'), field: fieldName }),
  z.strictObject({
    kind: z.literal('replace'),
    field: fieldName,
    find: cellText.min(1),
    with: cellText,
    /** `find` is a pattern (RE2), `with` may name its groups by \1 … \9. */
    regex: z.boolean().default(false),
    ignoreCase: z.boolean().default(false),
  }),
  z.strictObject({ kind: z.literal('trim'), field: fieldName }),
  z.strictObject({ kind: z.literal('case'), field: fieldName, to: z.enum(['upper', 'lower', 'title']) }),
  /** Unicode's compatibility forms, typographic signs and invisible characters become what they look like; then as `trim`. */
  z.strictObject({ kind: z.literal('normalise'), field: fieldName }),
  /** The text of `by` (default: the field itself) is looked up; rows that the table does not name stay as they are. */
  z.strictObject({
    kind: z.literal('map'),
    field: fieldName,
    by: fieldName.optional(),
    table: z.array(texts).min(1).max(100_000).readonly(),
  }),
  z.strictObject({ kind: z.literal('copy'), field: fieldName, from: fieldName }),
  z.strictObject({ kind: z.literal('swap'), field: fieldName, with: fieldName }),
  /** A number times a factor, plus an offset; a text that is no number stays. Digits are kept exactly up to nine places. */
  z.strictObject({
    kind: z.literal('scale'),
    field: fieldName,
    factor: z.number().refine((factor) => factor !== 0, 'expected a factor other than 0'),
    add: z.number().default(0),
  }),
  /**
   * The nearest text that is valid: a code of the field's list, or a supplier that is in silver or waits, found by what the cell holds.
   * Looked up once, when it is applied, and kept as a table: the same for ever. `distance`: edits at most.
   */
  z.strictObject({
    kind: z.literal('nearest'),
    field: fieldName,
    to: z.enum(['code', 'supplier']),
    by: z.enum(['id', 'code', 'name']).default('id'),
    distance: z.int().min(0).max(5).default(2),
  }),
  /** A text per row: what a person typed into cells or pasted as a column. */
  z.strictObject({
    kind: z.literal('cells'),
    field: fieldName,
    cells: z
      .array(z.strictObject({ row: rowId, value: cellText.nullable() }))
      .min(1)
      .max(100_000)
      .readonly(),
  }),
  /** Of rows that share their key or code: `these` are kept, the others rejected; or of the selected ones the latest or earliest. */
  z.strictObject({ kind: z.literal('keep'), which: z.enum(['these', 'latest', 'earliest']) }),
  z.strictObject({ kind: z.literal('waive'), code: violationCode, reason: why }),
  z.strictObject({ kind: z.literal('reject'), reason: why }),
  z.strictObject({ kind: z.literal('note'), text: z.string().trim().min(1).max(2000) }),
  /** Null: to nobody. */
  z.strictObject({ kind: z.literal('assign'), to: person.nullable() }),
  /** For the customer, for somebody else; null: not any more. */
  z.strictObject({ kind: z.literal('wait'), for: person.nullable() }),
  parseAs,
]);

export type Change = z.infer<typeof change>;
export type ChangeKind = Change['kind'];
