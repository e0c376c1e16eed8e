import type { Field } from '../../../contracts/data/dataset.ts';
import { type Sql, sql } from '../../sql/sql.ts';
import { numberGrammar } from './numbers.sql.ts';
import { type Column, level, type Reader, type Reading, step, type UsualReader } from './reading.ts';
import { alwaysCollapsed, collapsed, withoutNullWords } from './text.sql.ts';

const usualAxis = '-?(?:0|[1-9][0-9]{0,2})(?:\\.[0-9]{1,15})?';
const usualPoint = `\\{"lat": ?${usualAxis}, ?"lon": ?${usualAxis}\\}`;
/** RFC 8259, section 6. */
const jsonNumber = '-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?';

/**
 * A point from its JSON text `{"lat": 1.2, "lon": 3.4}`, in any order, the numbers also as JSON strings, further members ignored;
 * or the same as Python writes it, in single quotes. A missing or null axis is NULL in the struct; without both there is no point.
 */
export const readPoint: Reader = (field, raw) => {
  const at = (name: string): Sql => step(field, name);
  return {
    levels: [
      level(field, { plain: isUsualPoint(raw) }),
      level(field, { bare: sql`CASE WHEN NOT ${at('plain')} THEN ${collapsed(raw)} END` }),
      level(field, { text: withoutNullWords(at('bare')) }),
      level(field, {
        json: sql`CASE
          WHEN ${at('text')} IS NULL OR NOT starts_with(${at('text')}, '{') THEN NULL
          WHEN ${isJson(at('text'))} THEN ${at('text')}
          WHEN ${isJson(asPython(at('text')))} THEN ${asPython(at('text'))}
        END`,
      }),
      level(field, {
        types: sql`CASE WHEN ${at('json')} IS NOT NULL THEN json_type(${at('json')}, ['$.lat', '$.lon']) END`,
        axes: sql`CASE WHEN ${at('json')} IS NOT NULL THEN json_extract_string(${at('json')}, ['$.lat', '$.lon']) END`,
      }),
      level(field, { lat: jsonAxis(field, 1), lon: jsonAxis(field, 2) }),
      level(field, {
        unread: sql`(${at('text')} IS NOT NULL AND (${at('json')} IS NULL
          OR NOT ${isRead(field, 1, at('lat'))} OR NOT ${isRead(field, 2, at('lon'))}))`,
      }),
      level(field, {
        value: sql`CASE
          WHEN ${at('plain')} THEN ${usualPointValue(raw)}
          WHEN ${at('unread')} OR (${at('lat')} IS NULL AND ${at('lon')} IS NULL) THEN NULL
          ELSE {lat: ${at('lat')}, lon: ${at('lon')}}
        END`,
      }),
    ],
    value: at('value'),
    raw,
    unread: at('unread'),
  };
};

const isUsualPoint = (raw: Sql): Sql => sql`(${raw} IS NULL OR regexp_full_match(${raw}, ${usualPoint}))`;

const usualPointValue = (raw: Sql): Sql => sql`from_json(${raw}, '{"lat": "DOUBLE", "lon": "DOUBLE"}')`;

export const usualGeo: UsualReader = (field, raw) => ({
  levels: [
    level(field, { plain: isUsualPoint(raw) }),
    // What is no JSON would raise an error.
    level(field, { value: sql`CASE WHEN ${step(field, 'plain')} THEN ${usualPointValue(raw)} END` }),
  ],
  value: step(field, 'value'),
  usual: step(field, 'plain'),
  bare: false,
});

/** DuckDB's reader also takes NaN and Infinity as numbers, which RFC 8259 does not. */
const isJson = (text: Sql): Sql => sql`(
  json_valid(${text})
  AND NOT regexp_matches(regexp_replace(${text}, '"(?:[^"\\\\]|\\\\.)*"', '""', 'g'), '(?i)nan|inf'))`;

const asPython = (text: Sql): Sql => sql`replace(replace(${text}, '''', '"'), 'None', 'null')`;

const axisText = (field: Field, index: number): Sql =>
  sql`${withoutNullWords(alwaysCollapsed(sql`${step(field, 'axes')}[${index}]`))}`;

function jsonAxis(field: Field, index: number): Sql {
  const type = sql`${step(field, 'types')}[${index}]`;
  const text = sql`${step(field, 'axes')}[${index}]`;
  return sql`CASE
    WHEN ${type} = 'VARCHAR' THEN CASE WHEN regexp_full_match(${axisText(field, index)}, ${numberGrammar}) THEN TRY_CAST(${axisText(field, index)} AS DOUBLE) END
    WHEN regexp_full_match(${text}, ${jsonNumber}) THEN TRY_CAST(${text} AS DOUBLE)
  END`;
}

/** An axis that is not there, null or blank is read as none. */
function isRead(field: Field, index: number, axis: Sql): Sql {
  const type = sql`${step(field, 'types')}[${index}]`;
  return sql`(${axis} IS NOT NULL OR coalesce(${type}, 'NULL') = 'NULL' OR (${type} = 'VARCHAR' AND ${axisText(field, index)} IS NULL))`;
}

/** A point from its two columns; one of them may be missing. */
export function readPair(field: Field, lat: Sql, lon: Sql): Reading {
  const at = (name: string): Sql => step(field, name);
  const axis = (name: string): Sql =>
    sql`CASE WHEN regexp_full_match(${at(`text_${name}`)}, ${numberGrammar}) THEN TRY_CAST(${at(`text_${name}`)} AS DOUBLE) END`;
  const unreadAxis = (name: string): Sql => sql`(${at(`text_${name}`)} IS NOT NULL AND ${at(name)} IS NULL)`;
  const texts = (change: (name: 'lat' | 'lon') => Sql, prefix: string): readonly Column[] =>
    level(field, { [`${prefix}_lat`]: change('lat'), [`${prefix}_lon`]: change('lon') });
  const raw = { lat, lon };
  const quoted = (name: 'lat' | 'lon'): Sql => sql`coalesce(to_json(${raw[name]})::VARCHAR, 'null')`;
  return {
    levels: [
      texts((name) => collapsed(raw[name]), 'bare'),
      texts((name) => withoutNullWords(at(`bare_${name}`)), 'text'),
      level(field, { lat: axis('lat'), lon: axis('lon') }),
      level(field, { unread: sql`(${unreadAxis('lat')} OR ${unreadAxis('lon')})` }),
      level(field, {
        value: sql`CASE WHEN NOT ${at('unread')} AND (${at('lat')} IS NOT NULL OR ${at('lon')} IS NOT NULL)
          THEN {lat: ${at('lat')}, lon: ${at('lon')}} END`,
      }),
    ],
    value: at('value'),
    raw: sql`CASE WHEN ${lat} IS NOT NULL OR ${lon} IS NOT NULL
      THEN '{"lat": ' || ${quoted('lat')} || ', "lon": ' || ${quoted('lon')} || '}' END`,
    unread: at('unread'),
  };
}
