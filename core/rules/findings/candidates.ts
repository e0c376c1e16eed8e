import type { DatasetContract, Field } from '../../../contracts/data/dataset.ts';
import { ident, join, type Sql, sql } from '../../sql/sql.ts';
import type { Finding } from './finding.ts';

/**
 * Something that may turn out to be a finding: predicates over a row of the typed relation, and how often they must hold. All are
 * counted in one scan.
 */
export interface Candidate {
  readonly finding: Exclude<Finding['finding'], 'STALE_DELIVERY'>;
  readonly field: string;
  /** The row says something about it. */
  readonly counts: Sql;
  /** The row has it; looked at only where `counts` holds. */
  readonly hit: Sql;
  /** The value to show, and whether the hits have but a few different ones. */
  readonly example: Sql;
  readonly fewValues: boolean;
  /** At least so many hits, and at least this share of the rows that count. */
  readonly atLeast: number;
  readonly share: number;
  readonly parameters: Finding['parameters'];
}

/** What to look for in a dataset, from its contract alone. */
export function candidatesOf(contract: DatasetContract): Candidate[] {
  const delivered = contract.fields.filter(({ fromDelivery }) => fromDelivery !== 'run');
  return [unknownIds(contract.primaryKey.field), ...delivered.flatMap((field) => ofField(contract, field))];
}

function ofField(contract: DatasetContract, field: Field): Candidate[] {
  switch (field.type.kind) {
    case 'int':
      return [mostlyZero(field), sentinelNumber(field)];
    case 'decimal':
      return [mostlyZero(field), sentinelNumber(field), suspectScale(contract, field)];
    case 'date':
    case 'timestamp':
      return [sentinelTime(field)];
    case 'string':
    case 'strings':
    case 'geo':
    case 'map':
      return [];
  }
}

/** ULID specification (the first character is at most 7, else it overflows 128 bits); RFC 9562 for UUIDv7, with or without dashes. */
const knownId =
  '(?i)[0-7][0-9A-HJKMNP-TV-Z]{25}|[0-9a-f]{8}-?[0-9a-f]{4}-?7[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}';

function unknownIds(field: string): Candidate {
  const key = ident(field);
  return {
    finding: 'UNKNOWN_ID_FORMAT',
    field,
    counts: sql`${key} IS NOT NULL`,
    hit: sql`NOT regexp_full_match(${key}, ${knownId})`,
    example: key,
    fewValues: false,
    atLeast: 1,
    share: 0,
    parameters: { expected: ['ULID', 'UUIDv7'] },
  };
}

const raw = ({ name }: Field): Sql => ident(`raw__${name}`);

/**
 * The number a text plainly is. Looser than the field's grammar and many times cheaper; what only the grammar can read is left out,
 * which no share of a whole delivery notices.
 */
const number = (field: Field): Sql => sql`TRY_CAST(${raw(field)} AS DOUBLE)`;

/** A long list is looked through only for the few rows that a cheap test lets by. */
const onlyWhere = (cheap: Sql, costly: Sql): Sql => sql`CASE WHEN ${cheap} THEN ${costly} ELSE FALSE END`;

function mostlyZero(field: Field): Candidate {
  return {
    finding: 'MOSTLY_ZERO',
    field: field.name,
    counts: sql`${number(field)} IS NOT NULL`,
    hit: sql`${number(field)} = 0`,
    example: raw(field),
    fewValues: true,
    atLeast: 20,
    share: 0.9,
    parameters: {},
  };
}

/** Nines that stand for "none" or "unknown" in ERP exports, and the largest 32 bit integer. */
const sentinelNumbers = [
  -999, -9999, -99_999, -999_999, -9_999_999, -99_999_999, 999_999, 9_999_999, 99_999_999, 999_999_999,
  99_999.99, 999_999.99, 9_999_999.99, 2_147_483_647,
];

function sentinelNumber(field: Field): Candidate {
  return {
    finding: 'SENTINEL',
    field: field.name,
    counts: sql`${number(field)} IS NOT NULL`,
    hit: onlyWhere(
      sql`${number(field)} <= -999 OR ${number(field)} >= 99999`,
      sql`${number(field)} IN (${sentinelNumbers.map((value) => sql`${value}`)})`,
    ),
    example: raw(field),
    fewValues: true,
    atLeast: 1,
    share: 0,
    parameters: {},
  };
}

/**
 * First days of calendars and epochs (SQL Server, Excel, Unix, .NET) and last days; the order of day and month and the separator vary.
 * None begins with 20, as most texts do.
 */
const sentinelDays = [
  '0001-01-01',
  '1753-01-01',
  '1899-12-30',
  '1900-01-01',
  '1970-01-01',
  '2999-12-31',
  '9999-12-31',
];

function sentinelTime(field: Field): Candidate {
  const day = sql`left(ltrim(${raw(field)}), 10)`;
  return {
    finding: 'SENTINEL',
    field: field.name,
    counts: sql`${raw(field)} IS NOT NULL`,
    hit: onlyWhere(
      sql`NOT starts_with(${raw(field)}, '20')`,
      sql`${day} IN (${sentinelDays.flatMap(spellings).map((value) => sql`${value}`)})`,
    ),
    example: day,
    fewValues: true,
    atLeast: 1,
    share: 0,
    parameters: {},
  };
}

function spellings(isoDate: string): string[] {
  const [year = '', month = '', day = ''] = isoDate.split('-');
  const separated = ['.', '/', '-'].flatMap((mark) => [
    [day, month, year].join(mark),
    [month, day, year].join(mark),
    [year, month, day].join(mark),
  ]);
  return [...new Set([...separated, `${year}${month}${day}`])];
}

/**
 * A percentage (0–100 in the contract) that came as a fraction: 0 and 1 may be either, all others lie between. Any other amount that
 * came in cents: whole, three digits or more, and seldom round, as prices in whole units would be.
 */
function suspectScale(contract: DatasetContract, field: Field): Candidate {
  const value = number(field);
  const isPercentage = contract.rowRules.some(
    (rule) => rule.kind === 'range' && rule.field === field.name && rule.max === 100,
  );
  const common = {
    finding: 'SUSPECT_SCALE',
    field: field.name,
    example: raw(field),
    fewValues: false,
  } as const;
  if (isPercentage) {
    return {
      ...common,
      counts: sql`${value} NOT IN (0, 1)`,
      hit: sql`${value} BETWEEN 0 AND 1`,
      atLeast: 10,
      share: 0.95,
      parameters: { expected: 'percent', looksLike: 'fraction' },
    };
  }
  const isWhole = sql`NOT (contains(${raw(field)}, '.') OR contains(${raw(field)}, ','))`;
  return {
    ...common,
    counts: sql`${value} <> 0`,
    hit: join([sql`${value} >= 100`, sql`${value} % 10 <> 0`, isWhole], ' AND '),
    atLeast: 20,
    share: 0.8,
    parameters: { expected: 'units', looksLike: 'cents' },
  };
}
