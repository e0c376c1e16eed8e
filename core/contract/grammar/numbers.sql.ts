import type { Field } from '../../../contracts/data/dataset.ts';
import { type Sql, sql } from '../../sql/sql.ts';
import {
  type Bounds,
  type Column,
  level,
  type Reader,
  type Reading,
  step,
  type UsualReader,
} from './reading.ts';
import { collapsed, withoutNullWords } from './text.sql.ts';

/** A number as text: an optional sign, digits, an optional fraction, and nothing else (no exponent, no grouping, ASCII digits). */
export const numberGrammar = '[+-]?[0-9]+(?:\\.[0-9]+)?';
const wholeGrammar = '[+-]?[0-9]+(?:\\.0+)?';

/** 32 bit integers; "21.0" is 21, "4.6" is none. */
export const readInt: Reader = (field, raw, { bounds }) => {
  const at = (name: string): Sql => step(field, name);
  return {
    levels: [
      level(field, { cast: sql`TRY_CAST(${raw} AS INTEGER)` }),
      level(field, { fast: sql`CASE WHEN ${at('cast')}::VARCHAR = ${raw} THEN ${at('cast')} END` }),
      ...slowText(field, raw),
      level(field, {
        digits: sql`CASE WHEN regexp_full_match(${at('text')}, ${wholeGrammar}) THEN ${digitsOf(at('text'))} END`,
      }),
      level(field, {
        value: sql`coalesce(${at('fast')}, TRY_CAST(${at('digits')} AS INTEGER))`,
        wide: sql`coalesce(${at('fast')}::DOUBLE, TRY_CAST(${at('digits')} AS DOUBLE))`,
      }),
    ],
    ...numeric(field, raw, bounds),
  };
};

/** As `readInt` reads what an integer's own text is. */
export const usualInt: UsualReader = (field, raw) => {
  const cast = step(field, 'cast');
  return {
    levels: [level(field, { cast: sql`TRY_CAST(${raw} AS INTEGER)` })],
    value: cast,
    usual: sql`(${cast}::VARCHAR IS NOT DISTINCT FROM ${raw})`,
    bare: false,
  };
};

/** Sign and digits of the whole part, without needless zeros. */
const digitsOf = (text: Sql): Sql =>
  sql`regexp_replace(split_part(${text}, '.', 1), '^([+-]?)0+([0-9])', '\\1\\2')`;

/**
 * Exact decimals. Digits beyond the scale are rounded half to even, on the text's digits and never through a binary float, and
 * leave `loss`. What does not fit the precision is unreadable unless it is outside the range, which then says more.
 */
export const readDecimal =
  (precision: number, scale: number): Reader =>
  (field, raw, { bounds }) => {
    const at = (name: string): Sql => step(field, name);
    const type = sql`DECIMAL(${precision}, ${scale})`;
    return {
      levels: [
        level(field, { fast: fittingDecimal(raw, precision, scale) }),
        ...slowText(field, raw),
        level(field, {
          number: sql`CASE WHEN regexp_full_match(${at('text')}, ${numberGrammar}) THEN ${at('text')} END`,
        }),
        level(field, {
          whole: sql`regexp_replace(split_part(${at('number')}, '.', 1), '^[+-]?0*', '')`,
          fraction: sql`rtrim(split_part(${at('number')}, '.', 2), '0')`,
          double: sql`TRY_CAST(${at('number')} AS DOUBLE)`,
        }),
        level(field, roundedSteps(field, scale)),
        level(field, { rounded: sql`(${at('unscaled')} + ${at('up')})::VARCHAR` }),
        level(field, {
          unit: sql`lpad(${at('rounded')}, greatest(strlen(${at('rounded')}), ${scale + 1})::INTEGER, '0')`,
        }),
        level(field, {
          value: sql`coalesce(${at('fast')}, TRY_CAST(
            CASE WHEN starts_with(${at('number')}, '-') THEN '-' ELSE '' END
              || left(${at('unit')}, -${scale}) || '.' || right(${at('unit')}, ${scale}) AS ${type}))`,
          wide: sql`coalesce(${at('fast')}::DOUBLE, ${asWritten(at('number'), at('double'))})`,
          loss: sql`coalesce(strlen(${at('fraction')}) > ${scale}, FALSE)`,
        }),
      ],
      ...numeric(field, raw, bounds),
      loss: sql`(${at('loss')} AND ${at('value')} IS NOT NULL)`,
    };
  };

/** NULL where the text has more digits than the type, or is written in another way. */
function fittingDecimal(raw: Sql, precision: number, scale: number): Sql {
  const short = `-?[0-9]{1,${precision - scale}}(?:\\.[0-9]{1,${scale}})?`;
  return sql`CASE WHEN regexp_full_match(${raw}, ${short}) THEN TRY_CAST(${raw} AS DECIMAL(${precision}, ${scale})) END`;
}

export const usualDecimal =
  (precision: number, scale: number): UsualReader =>
  (field, raw) => {
    const fast = step(field, 'fast');
    return {
      levels: [level(field, { fast: fittingDecimal(raw, precision, scale) })],
      value: fast,
      usual: sql`((${fast} IS NULL) = (${raw} IS NULL))`,
      bare: false,
    };
  };

/** The digits as one number in units of the scale, and 1 where it rounds up. Past 38 digits there is no such number. */
function roundedSteps(field: Field, scale: number): Readonly<Record<string, Sql>> {
  const at = (name: string): Sql => step(field, name);
  const kept = sql`rpad(left(${at('fraction')}, ${scale}), ${scale}, '0')`;
  const rest = sql`substr(${at('fraction')}, ${scale + 1})`;
  return {
    unscaled: sql`CASE WHEN strlen(${at('whole')}) <= ${37 - scale} THEN TRY_CAST(${at('whole')} || ${kept} AS HUGEINT) END`,
    up: sql`CASE
      WHEN ${rest} > '5' THEN 1
      WHEN ${rest} = '5' AND contains('13579', right(${at('whole')} || ${kept}, 1)) THEN 1
      ELSE 0
    END`,
  };
}

/**
 * The nearest double, but never on a whole number that the text is not on: bounds are whole numbers, and a comparison with one has
 * to come out as it does for the text.
 */
function asWritten(number: Sql, double: Sql): Sql {
  const away = sql`CASE WHEN starts_with(${number}, '-') THEN '-infinity'::DOUBLE ELSE 'infinity'::DOUBLE END`;
  return sql`CASE
    WHEN ${double} <> trunc(${double}) OR NOT regexp_matches(${number}, '\\.0*[1-9]') THEN ${double}
    WHEN TRY_CAST(split_part(${number}, '.', 1) AS DOUBLE) = ${double} THEN nextafter(${double}, ${away})
    ELSE nextafter(${double}, 0::DOUBLE)
  END`;
}

/** The normalised text, only where the short way did not read the cell already. */
export function slowText(field: Field, raw: Sql): readonly (readonly Column[])[] {
  return [
    level(field, { bare: sql`CASE WHEN ${step(field, 'fast')} IS NULL THEN ${collapsed(raw)} END` }),
    level(field, { text: withoutNullWords(step(field, 'bare')) }),
  ];
}

function numeric(field: Field, raw: Sql, bounds: Bounds | undefined): Omit<Reading, 'levels'> {
  const [value, wide] = [step(field, 'value'), step(field, 'wide')];
  const below = bounds === undefined ? sql`FALSE` : sql`${wide} < ${bounds.min}`;
  const above = bounds?.max === undefined ? sql`` : sql` OR ${wide} > ${bounds.max}`;
  return {
    value,
    raw,
    wide,
    unread: sql`(${step(field, 'text')} IS NOT NULL AND ${value} IS NULL AND NOT coalesce(${below}${above}, FALSE))`,
  };
}
