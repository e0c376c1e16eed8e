import { type Sql, sql } from '../../sql/sql.ts';
import { slowText } from './numbers.sql.ts';
import { level, type Reader, step, type UsualReader } from './reading.ts';

/** A day: YYYY-MM-DD, alone or as midnight of that day (without an offset, or in UTC). Years 0001 to 9999. */
const dayGrammar = '[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ]00:00(?::00(?:\\.0+)?)?(?: ?(?:Z|[+-]00(?::?00)?))?)?';

export const readDate: Reader = (field, raw) => {
  const at = (name: string): Sql => step(field, name);
  return {
    levels: [
      level(field, { cast: sql`TRY_CAST(${raw} AS DATE)` }),
      level(field, {
        fast: sql`CASE WHEN strlen(${raw}) = 10 AND ${at('cast')}::VARCHAR = ${raw} THEN ${at('cast')} END`,
      }),
      ...slowText(field, raw),
      level(field, {
        value: sql`coalesce(${at('fast')}, CASE
          WHEN regexp_full_match(${at('text')}, ${dayGrammar}) AND NOT starts_with(${at('text')}, '0000')
          THEN TRY_CAST(left(${at('text')}, 10) AS DATE) END)`,
      }),
    ],
    value: at('value'),
    raw,
    unread: sql`(${at('text')} IS NOT NULL AND ${at('value')} IS NULL)`,
  };
};

export const usualDate: UsualReader = (field, raw) => {
  const cast = step(field, 'cast');
  return {
    levels: [level(field, { cast: sql`TRY_CAST(${raw} AS DATE)` })],
    value: cast,
    usual: sql`(${cast}::VARCHAR IS NOT DISTINCT FROM ${raw} AND coalesce(strlen(${raw}) = 10, TRUE))`,
    bare: false,
  };
};

const clock = '(?:[01][0-9]|2[0-3]):[0-5][0-9]';
const offset = '(?:Z|[+-](?:0[0-9]|1[0-5])(?::?[0-5][0-9])?)';
const usualTime = `[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]${clock}:[0-5][0-9](?:\\.[0-9]{1,6})?`;
/** ISO 8601: a day, and T or a space, hours and minutes, seconds, a fraction, an offset as far as they are there. */
const timeGrammar = `[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ]${clock}(?::[0-5][0-9](?:\\.[0-9]+)?)?(?: ?${offset})?)?`;

/** NULL where the text is anything but a time in UTC to the second or finer. */
const usualMoment = (raw: Sql): Sql => sql`CASE
    WHEN regexp_full_match(${raw}, ${`${usualTime}Z`}) AND NOT starts_with(${raw}, '0000') THEN TRY_CAST(${raw} AS TIMESTAMPTZ)
  END`;

export const usualTimestamp: UsualReader = (field, raw) => {
  const fast = step(field, 'fast');
  return {
    levels: [level(field, { fast: usualMoment(raw) })],
    value: fast,
    usual: sql`((${fast} IS NULL) = (${raw} IS NULL))`,
    bare: false,
  };
};

/**
 * Moments in UTC with microseconds (further digits are cut off). Without an offset it is the wall clock of the delivery's zone:
 * of an hour that the zone has twice the later one, of one that it skips as if the clock had not been put forward.
 */
export const readTimestamp: Reader = (field, raw, { timezone }) => {
  const at = (name: string): Sql => step(field, name);
  const digits = sql`replace(substr(${at('offset')}, 2), ':', '')`;
  return {
    levels: [
      level(field, { fast: usualMoment(raw) }),
      ...slowText(field, raw),
      level(field, {
        time: sql`CASE WHEN regexp_full_match(${at('text')}, ${timeGrammar}) AND NOT starts_with(${at('text')}, '0000')
          THEN ${at('text')} END`,
      }),
      level(field, {
        clock: sql`regexp_extract(substr(${at('time')}, 12), '^[0-9:]+(?:\\.[0-9]{1,6})?')`,
        offset: sql`regexp_extract(substr(${at('time')}, 12), ${`${offset}$`})`,
      }),
      level(field, {
        wall: sql`TRY_CAST(left(${at('time')}, 10) || ' ' || CASE WHEN ${at('clock')} = '' THEN '00:00' ELSE ${at('clock')} END AS TIMESTAMP)`,
        minutes: sql`CASE
          WHEN ${at('offset')} = 'Z' THEN 0
          WHEN ${at('offset')} <> '' THEN CASE WHEN starts_with(${at('offset')}, '-') THEN -1 ELSE 1 END
            * (left(${digits}, 2)::INTEGER * 60 + CASE WHEN strlen(${digits}) = 4 THEN right(${digits}, 2)::INTEGER ELSE 0 END)
        END`,
      }),
      level(field, {
        value: sql`coalesce(${at('fast')}, CASE
          WHEN ${at('wall')} IS NULL THEN NULL
          WHEN ${at('minutes')} IS NULL THEN timezone(${timezone}, ${at('wall')})
          ELSE timezone('UTC', ${at('wall')} - to_minutes(${at('minutes')}))
        END)`,
      }),
    ],
    value: at('value'),
    raw,
    unread: sql`(${at('text')} IS NOT NULL AND ${at('value')} IS NULL)`,
  };
};
