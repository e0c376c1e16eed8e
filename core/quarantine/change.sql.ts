import type { CodeLists } from '../../contracts/data/code-lists.ts';
import type { DatasetContract } from '../../contracts/data/dataset.ts';
import type { Change, ChangeKind } from '../../contracts/quarantine/change.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { rawOf, type StateColumn } from './desk-tables.ts';
import { countryNames, currencyNames } from './names.ts';
import { callingCodeOf, dateText, numberText, phoneText, scaledText } from './parse.sql.ts';
import { plain, titleCase, trimmed } from './text.sql.ts';

/** What a change makes of a row's cells: a text (NULL: none) per field, and what becomes of its state. */
export interface CellChanges {
  readonly texts: Readonly<Record<string, Sql>>;
  readonly state: Readonly<Partial<Record<StateColumn, Sql>>>;
}

/** A table that a change looks things up in: `key` over the row is found in it (NULL finds NULL), `found` and `looked` are its columns. */
export interface Lookup {
  readonly key: Sql;
  readonly entries: ReadonlyMap<string | null, string | null>;
}

export interface ChangeContext {
  readonly contract: DatasetContract;
  readonly codeLists: CodeLists;
  /** The change's lookup: TRUE where the row is in the table, and what it says. */
  readonly looked: { readonly there: Sql; readonly text: Sql };
}

type Of<K extends ChangeKind> = Extract<Change, { readonly kind: K }>;
type Compile<K extends ChangeKind> = (change: Of<K>, context: ChangeContext) => CellChanges;

const text = (field: string, value: Sql): CellChanges => ({ texts: { [field]: value }, state: {} });
const state = (changes: CellChanges['state']): CellChanges => ({ texts: {}, state: changes });
/** What cannot be made of the text leaves it as it is. */
const unless = (field: string, made: Sql): CellChanges =>
  text(field, sql`coalesce(${made}, ${rawOf(field)})`);

const looked = (field: string, { looked: { there, text: found } }: ChangeContext): CellChanges =>
  text(field, sql`CASE WHEN ${there} THEN ${found} ELSE ${rawOf(field)} END`);

const parse: Compile<'parse'> = (change, context) => {
  const raw = rawOf(change.field);
  switch (change.as) {
    case 'number':
      return unless(change.field, numberText(raw, change.format));
    case 'date':
      return unless(change.field, dateText(raw, change.format));
    case 'country':
    case 'currency':
      return looked(change.field, context);
    case 'phone': {
      const { country } = change;
      const code = typeof country === 'string' ? sql`${country}` : rawOf(country.field);
      return unless(change.field, phoneText(raw, callingCodeOf(code, context.codeLists)));
    }
    default:
      return change satisfies never;
  }
};

/** One pure function per kind of change. */
const compilers: { readonly [K in ChangeKind]: Compile<K> } = {
  set: ({ field, value }) => text(field, sql`${value}`),
  clear: ({ field }) => text(field, sql`NULL::VARCHAR`),
  replace: ({ field, find, with: by, regex, ignoreCase }) => {
    const pattern = regex ? find : find.replaceAll(/[^A-Za-z0-9]/g, (sign) => escapeSign(sign));
    const made = regex ? by : by.replaceAll('\\', '\\\\');
    return text(
      field,
      regex || ignoreCase
        ? sql`regexp_replace(${rawOf(field)}, ${pattern}, ${made}, ${ignoreCase ? 'gi' : 'g'})`
        : sql`replace(${rawOf(field)}, ${find}, ${by})`,
    );
  },
  trim: ({ field }) => text(field, trimmed(rawOf(field))),
  case: ({ field, to }) => {
    const raw = rawOf(field);
    const made = { upper: sql`upper(${raw})`, lower: sql`lower(${raw})`, title: titleCase(raw) };
    return text(field, made[to]);
  },
  normalise: ({ field }) => text(field, plain(rawOf(field))),
  map: ({ field }, context) => looked(field, context),
  parse,
  copy: ({ field, from }) => text(field, rawOf(from)),
  swap: ({ field, with: other }) => ({
    texts: { [field]: rawOf(other), [other]: rawOf(field) },
    state: {},
  }),
  scale: ({ field, factor, add }) => unless(field, scaledText(rawOf(field), factor, add)),
  nearest: ({ field }, context) => looked(field, context),
  cells: ({ field }, context) => looked(field, context),
  keep: (_, { looked: { there, text: found } }) =>
    state({ decision: sql`CASE WHEN ${there} THEN ${found} ELSE decision END` }),
  waive: ({ code }) =>
    state({
      waived: sql`CASE WHEN contains(coalesce(waived, ''), ${`,${code},`}) THEN waived ELSE coalesce(waived, ',') || ${`${code},`} END`,
    }),
  reject: () => state({ decision: sql`'rejected'` }),
  note: ({ text: said }) => state({ note: sql`${said}` }),
  assign: ({ to }) => state({ assignee: sql`${to}::VARCHAR` }),
  wait: ({ for: whom }) => state({ waits_for: sql`${whom}::VARCHAR` }),
};

const escapeSign = (sign: string): string =>
  /\s/.test(sign) || sign.charCodeAt(0) > 127 ? sign : `\\${sign}`;

export const compileChange = (change: Change, context: ChangeContext): CellChanges =>
  compileKind(change.kind, change, context);

function compileKind<K extends ChangeKind>(kind: K, change: Of<K>, context: ChangeContext): CellChanges {
  return compilers[kind](change, context);
}

type Found = readonly { readonly from: string | null; readonly to: string | null }[];

/** What a change looks up, and in which table; `found` is what was settled when it was applied. Undefined where it looks nothing up. */
export function lookupOf(change: Change, found: Found, codeLists: CodeLists): Lookup | undefined {
  if (change.kind === 'map')
    return { key: rawOf(change.by ?? change.field), entries: entriesOf(change.table) };
  if (change.kind === 'cells')
    return { key: sql`row_id`, entries: new Map(change.cells.map(({ row, value }) => [row, value])) };
  if (change.kind === 'nearest') return { key: rawOf(change.field), entries: entriesOf(found) };
  if (change.kind === 'keep') return { key: sql`row_id`, entries: entriesOf(found) };
  if (change.kind !== 'parse') return undefined;
  if (change.as === 'country') return { key: nameKey(change.field), entries: countryNames(codeLists) };
  return change.as === 'currency'
    ? { key: nameKey(change.field), entries: currencyNames(codeLists) }
    : undefined;
}

const nameKey = (field: string): Sql => sql`lower(${plain(rawOf(field))})`;

/** The first of several that name the same text. */
const entriesOf = (table: Found): ReadonlyMap<string | null, string | null> =>
  new Map(table.toReversed().map(({ from, to }) => [from, to]));

/** The fields whose texts a change may alter. */
export function fieldsOf(change: Change): readonly string[] {
  if (change.kind === 'swap') return [change.field, change.with];
  return 'field' in change ? [change.field] : [];
}

/** All fields that a change names. */
export function namedFields(change: Change): readonly string[] {
  const more = [
    ...(change.kind === 'map' && change.by !== undefined ? [change.by] : []),
    ...(change.kind === 'copy' ? [change.from] : []),
    ...(change.kind === 'parse' && change.as === 'phone' && typeof change.country !== 'string'
      ? [change.country.field]
      : []),
  ];
  return [...fieldsOf(change), ...more];
}
