import type { CodeLists } from '../../../contracts/data/code-lists.ts';
import type { DatasetContract } from '../../../contracts/data/dataset.ts';
import type { ViolationCode } from '../../../contracts/data/violation-codes.ts';
import { type Sql, sql } from '../../sql/sql.ts';
import { rawOf } from '../desk-tables.ts';

/** What finders of fixes look at. All relations are of one tenant. */
export interface FindContext {
  readonly contract: DatasetContract;
  readonly tenant: string;
  readonly codeLists: CodeLists;
  readonly now: Date;
  /** (n, code, field, value, expected): what is wrong with the rows that are asked about. */
  readonly problems: Sql;
  /** Fields and codes that are wrong somewhere in them. */
  readonly fields: ReadonlySet<string>;
  readonly codes: ReadonlySet<string>;
  /** The rows that are asked about, a desk's columns. */
  readonly rows: Sql;
  /** All of the dataset that waits, a desk's columns with `reasons`. */
  readonly waiting: Sql;
  /** What silver has of the dataset, typed; undefined where it has nothing. */
  readonly silver: Sql;
  /** Suppliers, in silver or waiting: (key, code, name, held). */
  readonly targets: Sql;
  /** (country, cell): the quarter-degree cells of every country. */
  readonly countryCells: Sql;
}

/** Kinds of fixes; a sentence for each is the reader's. */
const fixKinds = [
  'number-format',
  'digits',
  'no-value',
  'date-format',
  'code-spelling',
  'code-typo',
  'code-synonym',
  'name-of-country',
  'country-from-context',
  'name-of-currency',
  'currency-of-country',
  'successor',
  'derived',
  'phone-of-country',
  'email-sign',
  'email-local-part',
  'code-in-id',
  'name-in-id',
  'near-id',
  'first-qualified',
  'list-separators',
  'sign',
  'same-key',
  'swapped',
  'tenant-spelling',
  'the-tenant',
  'usual-value',
  'postal-format',
  'version-spelling',
] as const;
export type FixKind = (typeof fixKinds)[number];

/** A query that proposes texts: n, code, field, before, after, confidence (0 to 1), kind. */
export type Find = (context: FindContext) => readonly Sql[];

/** The texts that a row proposes for a problem, with what was found wrong. `p` is the problem, `w` the row. */
export function proposeSql(
  { problems, rows, fields: asked, codes: known }: FindContext,
  options: {
    readonly kind: FixKind;
    readonly codes?: readonly ViolationCode[];
    readonly field: string;
    readonly after: Sql;
    readonly confidence: Sql;
    readonly from?: Sql;
  },
): Sql {
  const { kind, codes, field, after, confidence, from = sql`` } = options;
  if (!asked.has(field) || (codes !== undefined && !codes.some((code) => known.has(code)))) return nothing;
  const ofCode = codes === undefined ? sql`` : sql` AND p.code IN (${codes.map((code) => sql`${code}`)})`;
  return sql`
    SELECT n, code, field, before, after, confidence, kind
    FROM (
      SELECT w.n, p.code, p.field, w.${rawOf(field)} AS before, (${after})::VARCHAR AS after, (${confidence})::DOUBLE AS confidence, ${kind} AS kind
      FROM ${problems} AS p
      JOIN ${rows} AS w ON w.n = p.n
      ${from}
      WHERE p.field = ${field}${ofCode}
    )
    WHERE confidence > 0 AND after IS DISTINCT FROM before`;
}

/** What is not asked: no query at all. */
export const nothing = sql``;

export const hasField = ({ fields }: DatasetContract, name: string): boolean =>
  fields.some((field) => field.name === name);
