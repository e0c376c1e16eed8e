import type { DatasetContract } from '../../contracts/data/dataset.ts';
import { ident, join, type Sql, sql } from '../../core/sql/sql.ts';

/** A typed relation whose texts are the given expressions over `i` = 0 … count − 1; fields that are not given are absent. */
export function typedRows(
  contract: DatasetContract,
  count: number,
  texts: Readonly<Record<string, Sql>>,
  extractedAt: Sql = sql`NULL`,
): Sql {
  return typedOver(contract, sql`range(${count}) AS rows(i)`, texts, extractedAt);
}

/** The same over a table of texts, such as a delivered file. */
export function typedOver(
  contract: DatasetContract,
  from: Sql,
  texts: Readonly<Record<string, Sql>>,
  extractedAt: Sql = sql`NULL`,
): Sql {
  const key = contract.primaryKey.field;
  const columns = contract.fields.map(
    ({ name }) => sql`(${texts[name] ?? sql`NULL`})::VARCHAR AS ${ident(`raw__${name}`)}`,
  );
  return sql`(
    SELECT *, nullif(trim(${ident(`raw__${key}`)}), '') AS ${ident(key)}
    FROM (SELECT ${join(columns)}, ${extractedAt}::TIMESTAMPTZ AS extracted_at FROM ${from})
  )`;
}
