import type { LogicalType } from '../../../contracts/data/dataset.ts';
import { ident, join, type Sql, sql } from '../../sql/sql.ts';
import { rawOf } from '../desk-tables.ts';
import { plain } from '../text.sql.ts';
import { type Find, proposeSql } from './candidate.ts';

/** A value as a text that reads as it again. */
function textOf(value: Sql, type: LogicalType): Sql {
  switch (type.kind) {
    case 'strings':
      return sql`array_to_string(${value}, ',')`;
    case 'geo':
      return sql`CASE WHEN ${value} IS NOT NULL THEN '{"lat": ' || ${value}.lat || ', "lon": ' || ${value}.lon || '}' END`;
    case 'timestamp':
      return sql`strftime(${value}, '%Y-%m-%dT%H:%M:%S.%fZ')`;
    case 'string':
    case 'int':
    case 'decimal':
    case 'date':
    case 'map':
      return sql`${value}::VARCHAR`;
    default:
      return type satisfies never;
  }
}

/** The value that silver has for the same key. What changes often is less likely to be still true. */
export const findSameKey: Find = (context) => {
  const { contract } = context;
  const key = contract.primaryKey.field;
  const besides = new Set([key, contract.businessKey.field]);
  return contract.fields
    .filter(({ name, fromDelivery }) => fromDelivery === undefined && !besides.has(name))
    .map(({ name, type, shape }) => {
      const after = textOf(sql`s.${ident(name)}`, type);
      const lasting =
        type.kind === 'string' &&
        (shape === 'upper' || shape === 'unit' || shape === 'free' || shape === 'incoterms');
      return proposeSql(context, {
        kind: 'same-key',
        field: name,
        from: sql`JOIN ${context.silver} AS s ON s.${ident(key)} = trim(w.${rawOf(key)})`,
        after,
        confidence: sql`CASE WHEN s.${ident(name)} IS NULL OR p.code LIKE 'DUPLICATE%' THEN 0 ELSE ${lasting ? 0.93 : 0.75} END`,
      });
    });
};

/** Two cells that hold each other's values, and are both wrong for it. */
export const findSwapped: Find = (context) => {
  const { contract, codeLists, tenant } = context;
  const country = contract.rowRules.find((rule) => rule.kind === 'code' && rule.list === 'country')?.field;
  const currency = contract.rowRules.find((rule) => rule.kind === 'code' && rule.list === 'currency')?.field;
  const swaps: Sql[] = [];
  const both = (a: string, b: string, fits: (text: Sql, other: Sql) => Sql, sure: number): void => {
    const test = fits(sql`upper(trim(w.${rawOf(a)}))`, sql`upper(trim(w.${rawOf(b)}))`);
    for (const [field, other] of [
      [a, b],
      [b, a],
    ] as const) {
      swaps.push(
        proposeSql(context, {
          kind: 'swapped',
          field,
          after: sql`w.${rawOf(other)}`,
          confidence: sql`CASE WHEN ${test} THEN ${sure} ELSE 0 END`,
        }),
      );
    }
  };
  const inList = (text: Sql, codes: readonly string[]): Sql =>
    sql`${text} IN (${join(codes.map((code) => sql`${code}`))})`;
  if (country !== undefined && currency !== undefined) {
    const countries = codeLists.countries.map(({ code }) => code);
    const currencies = codeLists.currencies
      .filter(({ withdrawnOn }) => withdrawnOn === null)
      .map(({ code }) => code);
    both(country, currency, (a, b) => sql`${inList(a, currencies)} AND ${inList(b, countries)}`, 0.97);
  }
  const region = contract.rowRules.find((rule) => rule.kind === 'region');
  if (region?.kind === 'region') {
    const countries = codeLists.countries.map(({ code }) => code);
    both(
      region.country,
      region.field,
      (a, b) => sql`${inList(a, ['EMEA', 'APAC', 'AMERICAS'])} AND ${inList(b, countries)}`,
      0.97,
    );
  }
  const own = contract.fields.find(({ fromDelivery }) => fromDelivery === 'tenant')?.name;
  const code = contract.businessKey;
  if (own !== undefined) {
    both(
      own,
      code.field,
      (a, b) => sql`regexp_full_match(${a}, ${code.pattern}) AND ${b} = ${tenant.toUpperCase()}`,
      0.97,
    );
  }
  const email = contract.rowRules.find(({ kind }) => kind === 'mailbox')?.field;
  const phone = contract.rowRules.find(({ kind }) => kind === 'phone')?.field;
  if (email !== undefined && phone !== undefined) {
    both(
      email,
      phone,
      (a, b) => sql`regexp_full_match(${a}, '[+0-9 ()./-]{7,}') AND regexp_matches(${b}, '[^@ ]@[^@ ]+\\.')`,
      0.97,
    );
  }
  for (const rule of contract.rowRules) {
    if (rule.kind === 'geo') swaps.push(swappedAxes(context, rule.field, rule.code));
    if (rule.kind !== 'not-below') continue;
    // The two may as well be wrong each for itself.
    both(
      rule.field,
      rule.other,
      (a, b) => sql`TRY_CAST(${a} AS DOUBLE) >= 0 AND TRY_CAST(${a} AS DOUBLE) < TRY_CAST(${b} AS DOUBLE)`,
      0.6,
    );
  }
  return swaps;
};

function swappedAxes(context: Parameters<Find>[0], field: string, code: string): Sql {
  const axis = (name: string): Sql =>
    sql`regexp_extract(w.${rawOf(field)}, ${`"?${name}"?['": ]+(-?[0-9.]+)`}, 1)`;
  return proposeSql(context, {
    kind: 'swapped',
    field,
    after: sql`'{"lat": ' || ${axis('lon')} || ', "lon": ' || ${axis('lat')} || '}'`,
    confidence: sql`CASE WHEN p.code = ${code} AND json_extract_string(p.expected, '$.reason') = 'swapped' THEN 0.94 ELSE 0 END`,
  });
}

/** What a delivery says of all its rows, where a row says nothing or nearly that. */
export const findDelivered: Find = (context) => {
  const { contract, tenant, silver } = context;
  return contract.fields.flatMap(({ name, fromDelivery }) => {
    const raw = sql`w.${rawOf(name)}`;
    if (fromDelivery === 'tenant') {
      const near = sql`damerau_levenshtein(lower(${plain(raw)}), ${tenant.toLowerCase()})`;
      const loose = (text: Sql): Sql => sql`regexp_replace(lower(${text}), '[^a-z0-9]', '', 'g')`;
      return [
        proposeSql(context, {
          kind: 'the-tenant',
          field: name,
          after: sql`${tenant}`,
          // A row that names another tenant belongs to it until somebody says otherwise.
          confidence: sql`CASE WHEN p.code = 'MISSING_TENANT_ID' THEN 0.95 ELSE 0.2 END`,
        }),
        proposeSql(context, {
          kind: 'tenant-spelling',
          codes: ['TENANT_MISMATCH'],
          field: name,
          after: sql`${tenant}`,
          confidence: sql`CASE WHEN ${loose(raw)} = ${loose(sql`${tenant}`)} THEN 0.97 WHEN ${near} <= 1 AND ${tenant.length >= 4} THEN 0.92 ELSE 0 END`,
        }),
      ];
    }
    if (fromDelivery === 'data-source') {
      return [
        proposeSql(context, {
          kind: 'usual-value',
          field: name,
          from: sql`CROSS JOIN (SELECT mode(${ident(name)}) AS value, count(DISTINCT ${ident(name)}) AS several, count(*) AS rows FROM ${silver}) AS u`,
          after: sql`u.value`,
          confidence: sql`CASE WHEN u.several = 1 AND u.rows >= 10 THEN 0.94 ELSE 0.6 END`,
        }),
      ];
    }
    if (fromDelivery === 'contract-version') {
      const digits = sql`regexp_replace(${plain(raw)}, '(?i)^v(?:ersion)?\\.? ?', '')`;
      return contract.reads.map((version) =>
        proposeSql(context, {
          kind: 'version-spelling',
          field: name,
          after: sql`${version}`,
          confidence: sql`CASE WHEN starts_with(${version}, ${digits}) AND regexp_full_match(${digits}, '[0-9]+(?:\\.[0-9]+)*') THEN 0.94 ELSE 0.4 END`,
        }),
      );
    }
    return [];
  });
};

/** Postal codes in the country's format but for a prefix, blanks or zeros that a spreadsheet took away. */
export const findPostalCodes: Find = (context) =>
  context.contract.rowRules.flatMap((rule) => {
    if (rule.kind !== 'postal') return [];
    const raw = sql`upper(${plain(sql`w.${rawOf(rule.field)}`)})`;
    const country = sql`upper(trim(w.${rawOf(rule.country)}))`;
    const formats = context.codeLists.countries.flatMap(({ code, postalCode, postalExample }) =>
      postalCode === null ? [] : [sql`(${code}, ${postalCode}, ${postalExample ?? ''})`],
    );
    const options: readonly Sql[] = [
      sql`regexp_replace(${raw}, '^[A-Z]{1,3}[- ]+', '')`,
      sql`regexp_replace(${raw}, '[^A-Z0-9]', '', 'g')`,
      sql`CASE WHEN regexp_full_match(${raw}, '[0-9]{3,5}') THEN lpad(${raw}, strlen(regexp_replace(f.example, '[^0-9]', '', 'g'))::INTEGER, '0') END`,
      sql`CASE WHEN regexp_full_match(${raw}, '[0-9]+\\.0') THEN split_part(${raw}, '.', 1) END`,
      sql`CASE WHEN contains(f.example, '-') AND regexp_full_match(${raw}, '[A-Z0-9]+') THEN left(${raw}, instr(f.example, '-')::INTEGER - 1) || '-' || substr(${raw}, instr(f.example, '-')::INTEGER) END`,
      sql`CASE WHEN contains(f.example, ' ') AND regexp_full_match(${raw}, '[A-Z0-9]+') THEN left(${raw}, instr(f.example, ' ')::INTEGER - 1) || ' ' || substr(${raw}, instr(f.example, ' ')::INTEGER) END`,
      sql`translate(${raw}, 'OIL', '011')`,
    ];
    const fitting = sql`list_filter([${join(options)}], lambda o: o IS NOT NULL AND regexp_full_match(o, f.format))[1]`;
    return [
      proposeSql(context, {
        kind: 'postal-format',
        codes: [rule.code],
        field: rule.field,
        from: sql`JOIN (VALUES ${formats}) AS f(country, format, example) ON f.country = ${country}`,
        after: fitting,
        confidence: sql`CASE WHEN ${fitting} IS NULL THEN 0 ELSE 0.92 END`,
      }),
    ];
  });
