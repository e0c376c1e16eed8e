import { z } from 'zod';
import type { Duck } from '../duck/duck.ts';
import { currentSchema } from '../iceberg/metadata/lookup.ts';
import { tableText } from '../iceberg/table.ts';
import { sql } from '../sql/sql.ts';
import type { Host } from './host.ts';
import { Workspace } from './run-workspace.ts';
import { contractOf, typeText } from './table-details.ts';
import { loadAll } from './table-views.ts';

export interface Completion {
  readonly tables: readonly {
    readonly table: string;
    readonly columns: readonly {
      readonly name: string;
      readonly type: string;
      readonly doc: string | null;
    }[];
  }[];
  readonly functions: readonly string[];
  readonly keywords: readonly string[];
  /** Statements to begin with; `name` is a technical word. */
  readonly examples: readonly { readonly name: string; readonly statement: string }[];
}

const name = z.object({ name: z.string() });

/** What an editor of statements can offer: the tables as they are now, and what DuckDB knows. */
export async function completionOf(
  host: Host,
  duck: Duck,
  folder: string,
  signal?: AbortSignal,
): Promise<Completion> {
  await using workspace = await Workspace.open(host, folder);
  const tables = (await loadAll(workspace)).map((table) => {
    const text = tableText(table.name);
    const fields = contractOf(text)?.contract.fields;
    return {
      table: text,
      columns: currentSchema(table.metadata).fields.map((field) => ({
        name: field.name,
        type: typeText(field.type),
        doc: fields?.find((one) => one.name === field.name.replace(/^raw__/, ''))?.doc ?? field.doc ?? null,
      })),
    };
  });
  const functions = await duck.rows(functionsSql, name, signal);
  const keywords = await duck.rows(keywordsSql, name, signal);
  return {
    tables,
    functions: functions.map((one) => one.name),
    keywords: keywords.map((one) => one.name),
    examples: tables.flatMap(({ table }) => examplesOf(table)),
  };
}

const functionsSql = sql`
  SELECT DISTINCT function_name AS name
  FROM duckdb_functions()
  WHERE function_type IN ('scalar', 'aggregate', 'macro') AND regexp_matches(function_name, '^[a-z][a-z0-9_]*$')
    AND NOT regexp_matches(function_name, '^(pg_|duckdb_|pragma_|__|has_|current_setting|getenv|read_|nextval|currval|query)')
  ORDER BY name`;

const keywordsSql = sql`
  SELECT upper(keyword_name) AS name FROM duckdb_keywords() WHERE keyword_category = 'reserved' ORDER BY name`;

function examplesOf(table: string): Completion['examples'] {
  const known = contractOf(table);
  if (known === undefined) return [];
  if (known.layer === 'quarantine') {
    return [
      {
        name: `reasons-${known.contract.dataset}`,
        statement: `SELECT v.code, v.field, count(*) AS row_count\nFROM (SELECT unnest(violations) AS v FROM ${table} WHERE closed_at IS NULL)\nGROUP BY ALL\nORDER BY row_count DESC`,
      },
    ];
  }
  return [
    {
      name: `tenants-${known.contract.dataset}`,
      statement: `SELECT tenant_id, count(*) AS row_count, max(source_timestamp) AS newest\nFROM ${table}\nGROUP BY tenant_id\nORDER BY row_count DESC`,
    },
  ];
}
