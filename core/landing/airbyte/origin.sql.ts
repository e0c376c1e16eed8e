import { type Sql, sql } from '../../sql/sql.ts';
import type { FileColumn, RawFile } from '../raw-file.ts';

/** Where a file says what its rows' origin is. Each is an expression over the file's scan, or undefined where it says nothing. */
export interface Origin {
  /** BIGINT; NULL where unknown. */
  readonly generation: Sql | undefined;
  /** VARCHAR: the id of the job that wrote the row. */
  readonly job: Sql | undefined;
  /** TIMESTAMPTZ. */
  readonly extractedAt: Sql | undefined;
}

/** Reads Airbyte's technical columns, in any of the types that its destinations write. */
export function originOf(file: RawFile): Origin {
  const named = (name: string): FileColumn | undefined => file.columns.find((column) => column.name === name);
  const generation = named('_airbyte_generation_id');
  const meta = named('_airbyte_meta');
  const extracted = named('_airbyte_extracted_at') ?? named('_airbyte_emitted_at');
  return {
    generation: generation === undefined ? undefined : sql`try_cast(${generation.text} AS BIGINT)`,
    job: meta === undefined ? undefined : jobOf(meta),
    extractedAt: extracted === undefined ? undefined : instantOf(extracted),
  };
}

function jobOf({ sourceType, column, text }: FileColumn): Sql {
  if (/^STRUCT\("?sync_id"? /.test(sourceType)) return sql`${column}.sync_id::VARCHAR`;
  return sql`CASE WHEN json_valid(${text}) THEN json_extract_string(${text}, '/sync_id') END`;
}

/** Numbers are milliseconds since 1970; a time without an offset is UTC. */
function instantOf({ sourceType, column, text }: FileColumn): Sql {
  if (sourceType === 'TIMESTAMP WITH TIME ZONE') return column;
  return sql`coalesce(
    try(make_timestamptz(try_cast(${text} AS BIGINT) * 1000)),
    try_cast(${text} AS TIMESTAMPTZ))`;
}

/** How many rows of which generation and job a file holds. */
export const originCounts = (scan: Sql, { generation, job }: Origin): Sql => sql`
SELECT
  (${generation ?? sql`NULL::BIGINT`})::VARCHAR AS generation,
  ${job ?? sql`NULL::VARCHAR`} AS job,
  count(*)::VARCHAR AS rows
FROM ${scan}
GROUP BY ALL
ORDER BY ALL`;
