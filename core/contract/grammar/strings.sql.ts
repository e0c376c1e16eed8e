import type { CodeLists } from '../../../contracts/data/code-lists.ts';
import type { Field } from '../../../contracts/data/dataset.ts';
import { splitOffKeyOf } from '../split-off.ts';
import { type Sql, sql } from '../../sql/sql.ts';
import { level, type Reader, type Reading, step, type UsualReader } from './reading.ts';
import { oneOf, textLevels, whiteSpace } from './text.sql.ts';

/** A reader of strings: a text that `change` makes of the normalised text; always readable. */
const changed =
  (change: (text: Sql) => Sql): Reader =>
  (field, raw) => ({
    levels: [...textLevels(field, raw), level(field, { value: change(step(field, 'text')) })],
    value: step(field, 'value'),
    raw,
  });

export const readFree: Reader = (field, raw) => ({
  levels: textLevels(field, raw),
  value: step(field, 'text'),
  raw,
});

/** The text itself, where it is `spelt` so (NULL counts). */
const usualText =
  (spelt?: (text: Sql) => Sql, bare = true): UsualReader =>
  (_field, raw) => ({
    levels: [],
    value: raw,
    ...(spelt === undefined ? {} : { usual: sql`coalesce(${spelt(raw)}, TRUE)` }),
    bare,
  });

export const usualFree = usualText();

export const usualUpper = usualText((text) => sql`${text} = upper(${text})`);

export const readUpper: Reader = changed((text) => sql`upper(${text})`);

/** The domain, all after the last @, in lower case. */
export const readEmail: Reader = changed(
  (text) => sql`CASE
    WHEN ${text} = lower(${text}) OR NOT contains(${text}, '@') THEN ${text}
    ELSE regexp_extract(${text}, '^(.*@)', 1, 's') || lower(regexp_extract(${text}, '([^@]*)$', 1))
  END`,
);

export const usualEmail = usualText((text) => sql`(${text} = lower(${text}) OR NOT contains(${text}, '@'))`);

const extension = '^(.*?)[\\s,;]*(?:ext(?:ension|n)?\\.?|x|#)\\s*[:.=]?\\s*([0-9]{1,7})$';
const dialled = '\\+?[0-9]+';
const separators = '[\\s().\\-/\\x{2010}-\\x{2015}]';

export const usualPhone = usualText((text) => sql`regexp_full_match(${text}, ${dialled})`, false);

/** Separators go and an extension is split off; a text that is no number at all stays as written. */
export const readPhone: Reader = (field, raw) => {
  const at = (name: string): Sql => step(field, name);
  return {
    levels: [
      ...textLevels(field, raw),
      level(field, { close: sql`replace(replace(${at('text')}, '-', ''), ' ', '')` }),
      level(field, {
        fast: sql`CASE WHEN regexp_full_match(${at('close')}, ${dialled}) THEN ${at('close')} END`,
      }),
      level(field, {
        main: sql`CASE
          WHEN ${at('fast')} IS NOT NULL THEN NULL
          WHEN regexp_matches(${at('text')}, '[xX#]') THEN regexp_extract(${at('text')}, ${extension}, 1, 'is')
          ELSE ''
        END`,
      }),
      level(field, {
        digits: sql`CASE WHEN ${at('main')} IS NOT NULL THEN
          regexp_replace(CASE WHEN ${at('main')} = '' THEN ${at('text')} ELSE ${at('main')} END, ${separators}, '', 'g')
        END`,
      }),
      level(field, {
        slow: sql`CASE WHEN regexp_full_match(${at('digits')}, ${dialled}) THEN ${at('digits')} END`,
      }),
      level(field, {
        value: sql`coalesce(${at('fast')}, ${at('slow')}, ${at('text')})`,
        extension: sql`CASE WHEN ${at('main')} <> '' AND ${at('slow')} IS NOT NULL
          THEN regexp_extract(${at('text')}, ${extension}, 2, 'is') END`,
      }),
    ],
    value: at('value'),
    raw,
    splitOff: { key: splitOffKeyOf(field) ?? 'extension', value: at('extension') },
  };
};

export const usualIncoterms = usualText((text) => sql`(${text} = upper(${text}) AND strlen(${text}) <= 3)`);

/** "FOB Shanghai" is FOB, and Shanghai beside it; a text that begins with no known term is kept whole. */
export const readIncoterms: Reader = (field, raw, { codeLists: { incoterms } }) => {
  const terms = [...incoterms.current, ...Object.keys(incoterms.old)];
  const begins = `^(${oneOf(terms)})(?:[^\\p{L}\\p{N}]|$)`;
  const at = (name: string): Sql => step(field, name);
  return {
    levels: [
      ...textLevels(field, raw),
      level(field, { upper: sql`upper(${at('text')})` }),
      level(field, {
        term: sql`CASE WHEN strlen(${at('upper')}) > 3 THEN nullif(regexp_extract(${at('upper')}, ${begins}, 1), '') END`,
      }),
      level(field, {
        value: sql`coalesce(${at('term')}, ${at('upper')})`,
        place: sql`CASE WHEN ${at('term')} IS NOT NULL THEN nullif(regexp_replace(
          substr(${at('text')}, length(${at('term')}) + 1), ${`^[${whiteSpace}.,;:()/_\\-]+|[${whiteSpace}.,;:)]+$`}, '', 'g'), '') END`,
      }),
    ],
    value: at('value'),
    raw,
    splitOff: { key: splitOffKeyOf(field) ?? 'place', value: at('place') },
  };
};

const canonicalUnits = ({ synonyms }: CodeLists['units']): readonly string[] => [
  ...new Set(Object.values(synonyms)),
];

const usualCode =
  (canonical: (codeLists: CodeLists) => readonly string[]): UsualReader =>
  (field, raw, context) => {
    const codes = canonical(context.codeLists).filter((code) => code === code.toUpperCase());
    return usualText((text) => sql`regexp_full_match(${text}, ${oneOf(codes)})`, false)(field, raw, context);
  };

export const usualUnit = usualCode(({ units }) => canonicalUnits(units));
export const usualHazard = usualCode(({ hazardClasses }) => hazardClasses.map(({ code }) => code));

/** A synonym is the unit it means; anything else stays, in upper case, for the rule to fail. */
export const readUnit: Reader = (field, raw, { codeLists: { units } }) => {
  const canonical = canonicalUnits(units);
  const meant = Object.entries(units.synonyms).filter(([synonym, unit]) => synonym !== unit);
  return coded(field, raw, canonical, (upper) => sql`coalesce(${lookup(meant)}[${upper}], ${upper})`);
};

/** "3", "class 3", "2.1" and "Division 2.1" are CLASS_n; anything else stays, in upper case. */
export const readHazard: Reader = (field, raw, { codeLists: { hazardClasses } }) => {
  const numbered = hazardClasses.flatMap(({ code, divisions }) =>
    [code.replace(/^CLASS_/, ''), ...divisions].map((number) => [number, code] as const),
  );
  const number = '^(?:(?:CLASS|DIVISION)[\\s_-]*)?([1-9](?:\\.[0-9])?)$';
  return coded(
    field,
    raw,
    hazardClasses.map(({ code }) => code),
    (upper) => sql`coalesce(${lookup(numbered)}[regexp_extract(${upper}, ${number}, 1)], ${upper})`,
  );
};

/** Upper case, and only where that is no canonical code yet, what `meaning` finds. */
function coded(field: Field, raw: Sql, canonical: readonly string[], meaning: (upper: Sql) => Sql): Reading {
  const upper = step(field, 'upper');
  const known = sql`regexp_full_match(${upper}, ${oneOf(canonical)})`;
  return {
    levels: [
      ...textLevels(field, raw),
      level(field, { upper: sql`upper(${step(field, 'text')})` }),
      level(field, { value: sql`CASE WHEN ${known} THEN ${upper} ELSE ${meaning(upper)} END` }),
    ],
    value: step(field, 'value'),
    raw,
  };
}

function lookup(entries: readonly (readonly [string, string])[]): Sql {
  if (entries.length === 0) return sql`MAP([]::VARCHAR[], []::VARCHAR[])`;
  return sql`MAP {${entries.map(([key, value]) => sql`${key}: ${value}`)}}`;
}
