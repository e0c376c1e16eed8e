import type { CodeLists } from '../../contracts/data/code-lists.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { countryRelation } from './lookups.ts';

/**
 * Countries as cells of a quarter of a degree, counted row by row from the south-west (720 rows of 1440). A cell of a country is one
 * number, so that the join with some hundred thousand cells has one narrow key.
 */
const columns = 1440;
const rows = 720;
const cells = columns * rows;

/** BIGINT key of the point's cell in the country of that number; NULL where the point is no place on earth. */
export function cellKey(country: Sql, lat: Sql, lon: Sql): Sql {
  const row = sql`least(floor((${lat} + 90) * 4)::BIGINT, ${rows - 1})`;
  const column = sql`least(floor((${lon} + 180) * 4)::BIGINT, ${columns - 1})`;
  // CASE, not AND: the casts must not see a number that is no degree.
  return sql`CASE
    WHEN ${lat} BETWEEN -90 AND 90 AND ${lon} BETWEEN -180 AND 180
    THEN ${country}::BIGINT * ${cells} + ${row} * ${columns} + ${column}
  END`;
}

/** The key of the same point with its axes exchanged; NULL where that is no place. */
export function exchangedKey(key: Sql): Sql {
  const row = sql`(${key} % ${cells} // ${columns})`;
  const column = sql`(${key} % ${columns})`;
  // Latitudes start 90 degrees later than longitudes.
  const shift = 90 * 4;
  return sql`CASE
    WHEN ${column} - ${shift} BETWEEN 0 AND ${rows - 1}
    THEN ${key} // ${cells} * ${cells} + (${column} - ${shift}) * ${columns} + ${row} + ${shift}
  END`;
}

/** The number of the country that a key belongs to. */
export const countryOf = (key: Sql): Sql => sql`(${key} // ${cells})`;

/** (key) of all cells of all countries, from (country VARCHAR, cell INTEGER). */
export const cellsRelation = (countryCells: Sql, codeLists: CodeLists): Sql => sql`(
    SELECT country.number::BIGINT * ${cells} + outline.cell AS key
    FROM ${countryCells} AS outline
    JOIN ${countryRelation(codeLists)} AS country ON country.code = outline.country
  )`;
