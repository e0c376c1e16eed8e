import type { CodeLists } from '../../../contracts/data/code-lists.ts';
import type { CodeListName } from '../../../contracts/data/dataset.ts';
import * as enumerations from '../../../contracts/data/enumerations.ts';
import { join, type Sql, sql } from '../../sql/sql.ts';
import { rawOf } from '../desk-tables.ts';
import { plain } from '../text.sql.ts';
import { type Find, type FindContext, proposeSql } from './candidate.ts';

/** Codes of the lists that are short enough to be looked through. */
export const codesOf: Readonly<Partial<Record<CodeListName, (codeLists: CodeLists) => readonly string[]>>> = {
  region: () => enumerations.regions,
  incoterms: ({ incoterms }) => incoterms.current,
  financial_tier: () => enumerations.financialTiers,
  approved_status: () => enumerations.approvedStatuses,
  category: () => enumerations.categories,
  lifecycle_status: () => enumerations.lifecycleStatuses,
  uom: () => enumerations.unitsOfMeasure,
  quality_grade: () => enumerations.qualityGrades,
  hazard_class: ({ hazardClasses }) => hazardClasses.map(({ code }) => code),
};

/** Other words for a code, in upper case without anything but letters and digits. */
const synonyms: Readonly<Partial<Record<CodeListName, Readonly<Record<string, string>>>>> = {
  region: {
    EUROPE: 'EMEA',
    EU: 'EMEA',
    EUR: 'EMEA',
    MIDDLEEAST: 'EMEA',
    AFRICA: 'EMEA',
    EUROPA: 'EMEA',
    ASIA: 'APAC',
    ASIAPACIFIC: 'APAC',
    ASIEN: 'APAC',
    PACIFIC: 'APAC',
    AP: 'APAC',
    AMERICA: 'AMERICAS',
    AMER: 'AMERICAS',
    AMS: 'AMERICAS',
    NORTHAMERICA: 'AMERICAS',
    SOUTHAMERICA: 'AMERICAS',
    LATAM: 'AMERICAS',
    NAM: 'AMERICAS',
    NAFTA: 'AMERICAS',
  },
  financial_tier: {
    MED: 'MEDIUM',
    MID: 'MEDIUM',
    MODERATE: 'MEDIUM',
    MITTEL: 'MEDIUM',
    HOCH: 'HIGH',
    NIEDRIG: 'LOW',
    HI: 'HIGH',
    LO: 'LOW',
  },
  approved_status: {
    APPROVE: 'APPROVED',
    GENEHMIGT: 'APPROVED',
    FREIGEGEBEN: 'APPROVED',
    SUSPEND: 'SUSPENDED',
    GESPERRT: 'SUSPENDED',
    ONHOLD: 'SUSPENDED',
    BLACKLIST: 'BLACKLISTED',
    INREVIEW: 'PENDING',
    OFFEN: 'PENDING',
  },
  category: {
    ELECTRIC: 'ELECTRICAL',
    ELECTRONIC: 'ELECTRICAL',
    ELECTRONICS: 'ELECTRICAL',
    ELEKTRIK: 'ELECTRICAL',
    ELEKTRISCH: 'ELECTRICAL',
    MECHANIC: 'MECHANICAL',
    MECHANICS: 'MECHANICAL',
    MECHANIK: 'MECHANICAL',
    MECHANISCH: 'MECHANICAL',
    RAWMATERIALS: 'RAW_MATERIAL',
    RAW: 'RAW_MATERIAL',
    RAWMAT: 'RAW_MATERIAL',
    ROHMATERIAL: 'RAW_MATERIAL',
    ROHSTOFF: 'RAW_MATERIAL',
    MISC: 'OTHER',
    OTHERS: 'OTHER',
    SONSTIGE: 'OTHER',
    SONSTIGES: 'OTHER',
    ANDERE: 'OTHER',
  },
  lifecycle_status: {
    AKTIV: 'ACTIVE',
    NEU: 'NEW',
    ENDOFLIFE: 'EOL',
    OBSOLETE: 'EOL',
    NOTRECOMMENDEDFORNEWDESIGN: 'NRND',
    NOTRECOMMENDEDFORNEWDESIGNS: 'NRND',
  },
};

const bare = (text: Sql): Sql => sql`regexp_replace(upper(${plain(text)}), '[^A-Z0-9]', '', 'g')`;

/** Codes in another spelling, with a typo, by another word, or shortened. */
export const findCodes: Find = (context) =>
  context.contract.rowRules.flatMap((rule) => {
    const codes = rule.kind === 'code' ? codesOf[rule.list]?.(context.codeLists) : undefined;
    if (rule.kind !== 'code' || codes === undefined) return [];
    const text = bare(sql`w.${rawOf(rule.field)}`);
    const table = codes.map((code) => sql`(${code}, ${code.replaceAll(/[^A-Z0-9]/g, '')})`);
    const from = sql`CROSS JOIN LATERAL (
        SELECT arg_min(code, distance) AS code, min(distance) AS distance, min(distance) FILTER (NOT nearest) AS second,
          any_value(code) FILTER (starts) AS begun, count(*) FILTER (starts) AS beginnings,
          any_value(code) FILTER (within) AS inside, count(*) FILTER (within) AS insides
        FROM (
          SELECT code, distance, row_number() OVER (ORDER BY distance, code) = 1 AS nearest, starts, within
          FROM (
            SELECT c.code, damerau_levenshtein(${text}, c.bare) AS distance,
              strlen(${text}) >= 3 AND starts_with(c.bare, ${text}) AS starts,
              list_contains(regexp_split_to_array(upper(${plain(sql`w.${rawOf(rule.field)}`)}), '[^A-Z0-9_]+'), c.code) AS within
            FROM (VALUES ${table}) AS c(code, bare)
          )
        )
      ) AS near`;
    const propose = (
      kind: 'code-spelling' | 'code-typo' | 'code-synonym',
      after: Sql,
      confidence: Sql,
    ): Sql => proposeSql(context, { kind, codes: [rule.code], field: rule.field, after, confidence, from });
    const words = Object.entries(synonyms[rule.list] ?? {}).map(([word, code]) => sql`${word}: ${code}`);
    return [
      propose('code-spelling', sql`near.code`, sql`CASE WHEN near.distance = 0 THEN 0.98 ELSE 0 END`),
      propose(
        'code-typo',
        sql`near.code`,
        sql`CASE
          WHEN near.distance = 0 OR strlen(${text}) < 3 OR near.distance = near.second THEN 0
          WHEN near.distance = 1 AND (strlen(near.code) >= 5 OR (strlen(near.code) = 4 AND near.second >= 3)) THEN 0.96
          WHEN near.distance = 1 AND strlen(near.code) >= 3 AND near.second > 1 AND NOT ${isUnit(context, rule.list, text)} THEN 0.85
          WHEN near.distance = 2 AND strlen(near.code) >= 6 THEN 0.93
          WHEN near.distance = 3 AND strlen(near.code) >= 9 THEN 0.85
          ELSE 0
        END`,
      ),
      propose(
        'code-synonym',
        sql`CASE WHEN near.beginnings = 1 THEN near.begun WHEN near.insides = 1 THEN near.inside END`,
        sql`CASE
          WHEN near.beginnings = 1 THEN 0.94
          WHEN near.insides = 1 AND (strlen(near.inside) > 1 OR regexp_full_match(${text}, '(?:GRADE|CLASS|QUALITY|Q|KLASSE)[A-Z]|[A-Z](?:GRADE|CLASS|QUALITY|KLASSE)')) THEN 0.93
          ELSE 0
        END`,
      ),
      ...(words.length === 0
        ? []
        : [
            propose(
              'code-synonym',
              sql`(MAP {${words}})[${text}]`,
              sql`CASE WHEN (MAP {${words}})[${text}] IS NULL THEN 0 ELSE 0.93 END`,
            ),
          ]),
    ];
  });

/** Another unit that exists is no typo of ours. */
const isUnit = ({ codeLists: { units } }: FindContext, list: CodeListName, text: Sql): Sql =>
  list === 'uom'
    ? sql`(${text} IN (${join([...units.packs, ...units.others].map((unit) => sql`${unit}`))}))`
    : sql`FALSE`;

/** Fields that others decide: the region is the country's, the tier is the score's. */
export const findDerived: Find = (context) =>
  context.contract.rowRules.flatMap((rule) => {
    if (rule.kind === 'region') {
      const regions = context.codeLists.countries.map(({ code, region }) => sql`${code}: ${region}`);
      const after = sql`(MAP {${regions}})[upper(trim(w.${rawOf(rule.country)}))]`;
      return [
        proposeSql(context, {
          kind: 'derived',
          field: rule.field,
          after,
          confidence: sql`CASE WHEN ${after} IS NULL THEN 0 WHEN p.code = ${rule.code} THEN 0.88 ELSE 0.97 END`,
        }),
      ];
    }
    if (rule.kind === 'tier') {
      const score = sql`TRY_CAST(trim(w.${rawOf(rule.score)}) AS DOUBLE)`;
      return [
        proposeSql(context, {
          kind: 'derived',
          field: rule.field,
          after: sql`CASE WHEN ${score} < ${rule.low} THEN 'LOW' WHEN ${score} < ${rule.medium} THEN 'MEDIUM' WHEN ${score} <= 100 THEN 'HIGH' END`,
          confidence: sql`CASE WHEN ${score} BETWEEN 0 AND 100 THEN CASE WHEN p.code = ${rule.code} THEN 0.85 ELSE 0.96 END ELSE 0 END`,
        }),
      ];
    }
    if (rule.kind === 'deprecated-code') {
      const after = sql`json_extract_string(p.expected, '$.successor')`;
      return [
        proposeSql(context, {
          kind: 'successor',
          codes: [rule.code],
          field: rule.field,
          after,
          confidence: sql`CASE WHEN ${after} IS NULL THEN 0 ELSE 0.88 END`,
        }),
      ];
    }
    return [];
  });

/** Units of other systems and other sizes: the code, and how many of it one is. */
export const unitFactors: Readonly<Record<string, { readonly code: string; readonly factor: number }>> = {
  G: { code: 'KG', factor: 0.001 },
  GR: { code: 'KG', factor: 0.001 },
  T: { code: 'KG', factor: 1000 },
  TO: { code: 'KG', factor: 1000 },
  LB: { code: 'KG', factor: 0.45359237 },
  LBS: { code: 'KG', factor: 0.45359237 },
  OZ: { code: 'KG', factor: 0.028349523 },
  MM: { code: 'M', factor: 0.001 },
  CM: { code: 'M', factor: 0.01 },
  KM: { code: 'M', factor: 1000 },
  FT: { code: 'M', factor: 0.3048 },
  IN: { code: 'M', factor: 0.0254 },
  YD: { code: 'M', factor: 0.9144 },
  DZ: { code: 'EA', factor: 12 },
  DOZEN: { code: 'EA', factor: 12 },
};
