import type { CodeLists } from '../../contracts/data/code-lists.ts';
import { ident, join, type Sql, sql } from '../sql/sql.ts';
import { isLongWithdrawn } from './row-rules/currencies.ts';

/**
 * A code list as a relation that the rows are joined with once, however many rules ask it: for lists of hundreds of codes a join is
 * six times cheaper than IN. Its columns are then named `<list>:<field>:<column>`.
 */
export interface Lookup {
  readonly list: 'country' | 'currency';
  readonly field: string;
}

/** A lookup's column; NULL where the field's value is not in the list. `number` counts the list's codes from 0. */
export const lookedUp = ({ list, field }: Lookup, column: 'number' | 'region' | 'postal'): Sql =>
  ident(`${list}:${field}:${column}`);

/** Distinct postal patterns in the order of their first country; a country's `postal` is its pattern's index. */
export function postalPatterns({ countries }: CodeLists): readonly string[] {
  return [...new Set(countries.map(({ postalCode }) => postalCode))].filter((pattern) => pattern !== null);
}

/** (code, number, region, postal) of each country: also what country cells are numbered by. */
export function countryRelation(codeLists: CodeLists): Sql {
  const patterns = postalPatterns(codeLists);
  const rows = codeLists.countries.map(({ code, region, postalCode }, number) => {
    const postal = postalCode === null ? -1 : patterns.indexOf(postalCode);
    return sql`(${code}, ${number}, ${region}, ${postal})`;
  });
  return rows.length === 0
    ? sql`(SELECT '' AS code, 0 AS number, '' AS region, 0 AS postal WHERE FALSE)`
    : sql`(SELECT * FROM (VALUES ${rows}) AS country(code, number, region, postal))`;
}

const relations: Readonly<
  Record<Lookup['list'], (codeLists: CodeLists, asOf: Date) => { relation: Sql; columns: readonly string[] }>
> = {
  country: (codeLists) => ({
    relation: countryRelation(codeLists),
    columns: ['number', 'region', 'postal'],
  }),
  currency: ({ currencies }, asOf) => {
    const accepted = currencies.filter((currency) => !isLongWithdrawn(currency, asOf));
    const rows = accepted.map(({ code }, number) => sql`(${code}, ${number})`);
    return {
      relation:
        rows.length === 0
          ? sql`(SELECT '' AS code, 0 AS number WHERE FALSE)`
          : sql`(SELECT * FROM (VALUES ${rows}) AS currency(code, number))`,
      columns: ['number'],
    };
  },
};

/** `rows` joined with the lookups; every row stays one row. */
export function withLookups(rows: Sql, lookups: readonly Lookup[], codeLists: CodeLists, asOf: Date): Sql {
  const different = [
    ...new Map(lookups.map((lookup) => [`${lookup.list}:${lookup.field}`, lookup])).values(),
  ];
  const joins = different.map(({ list, field }, index) => {
    const { relation, columns } = relations[list](codeLists, asOf);
    const alias = ident(`lookup:${index}`);
    return {
      select: columns.map(
        (column) => sql`, ${alias}.${ident(column)} AS ${ident(`${list}:${field}:${column}`)}`,
      ),
      from: sql`LEFT JOIN ${relation} AS ${alias} ON ${alias}.code = typed.${ident(field)}`,
    };
  });
  return sql`
    SELECT typed.*${join(
      joins.flatMap(({ select }) => select),
      '',
    )}
    FROM ${rows} AS typed
    ${join(
      joins.map(({ from }) => from),
      '\n    ',
    )}`;
}
