import type { Field, TextShape } from '../../contracts/data/dataset.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import { step } from './grammar/reading.ts';
import type { FieldSource } from './plan-reading.ts';

/** What was done to a text: see data contracts, "From text to value". */
export type NormalisationKind =
  | 'whitespace'
  | 'null_word'
  | 'case'
  | 'email_domain'
  | 'phone'
  | 'code'
  | 'number'
  | 'date'
  | 'time_zone'
  | 'list_shape'
  | 'geo_shape';

interface Possible {
  readonly kind: NormalisationKind;
  readonly when: Sql;
}

type OfShape = (at: (step: string) => Sql, field: Field, timezone: string) => readonly Possible[];

const changed =
  (kind: NormalisationKind): OfShape =>
  (at) => [{ kind, when: sql`${at('value')} <> ${at('text')}` }];

const coded: OfShape = (at) => [
  { kind: 'case', when: sql`${at('upper')} <> ${at('text')} AND ${at('value')} = ${at('upper')}` },
  { kind: 'code', when: sql`${at('value')} <> ${at('upper')}` },
];

const list: OfShape = (at) => [
  { kind: 'list_shape', when: sql`${at('text')} IS NOT NULL AND ${at('value')} IS NOT NULL` },
];

const codedList: OfShape = (at, field, timezone) => [
  ...list(at, field, timezone),
  { kind: 'code', when: sql`${at('value')} <> ${at('given')}` },
];

const ofShape: Readonly<Record<TextShape, OfShape>> = {
  free: () => [],
  upper: changed('case'),
  email: changed('email_domain'),
  phone: changed('phone'),
  incoterms: coded,
  unit: coded,
  hazard: coded,
  number: (at, { type }) => [
    {
      kind: 'number',
      when:
        type.kind === 'decimal'
          ? sql`${at('value')} IS NOT NULL AND regexp_matches(${at('text')}, '^(?:\\+|-?0[0-9])')`
          : sql`${at('value')}::VARCHAR <> ${at('text')}`,
    },
  ],
  date: (at) => [{ kind: 'date', when: sql`${at('value')} IS NOT NULL AND strlen(${at('text')}) > 10` }],
  timestamp: (at, _, timezone) => [
    {
      kind: 'time_zone',
      when: sql`${at('text')} IS NOT NULL AND ${at('value')} IS NOT NULL AND coalesce(${at('minutes')} <> 0, ${timezone !== 'UTC'})`,
    },
  ],
  list,
  'certification-list': codedList,
  'flag-list': codedList,
  'reference-list': list,
  geo: (at) => [
    {
      kind: 'geo_shape',
      when: sql`${at('value')} IS NOT NULL AND (${at('json')} <> ${at('text')} OR list_contains(${at('types')}, 'VARCHAR'))`,
    },
  ],
};

/** What can happen to a field's text on its way, as conditions over the levels of its reading. */
export function normalisationsOf(field: Field, source: FieldSource, timezone: string): readonly Possible[] {
  const at = (name: string): Sql => step(field, name);
  if (source.kind === 'pair') return [{ kind: 'geo_shape', when: sql`${at('value')} IS NOT NULL` }];
  if (source.kind !== 'column') return [];
  const raw = ident(source.column);
  return [
    { kind: 'whitespace', when: sql`${at('bare')} <> ${raw}` },
    { kind: 'null_word', when: sql`${at('text')} IS NULL AND ${at('bare')} <> ''` },
    ...ofShape[field.shape](at, field, timezone),
  ];
}
