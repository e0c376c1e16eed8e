import { z } from 'zod';
import { QuaysideError } from '../base/errors.ts';
import type { Duck } from '../duck/duck.ts';
import { sql } from '../sql/sql.ts';

/**
 * The tables that a person's statement reads, as they are spelt in `known`. Throws USAGE for whatever is not one SELECT over these
 * tables: other statements, files, table functions that reach outside, functions that tell of the machine. What it lets through is
 * still run in a DuckDB that cannot leave the tables' files.
 */
export async function checkStatement(
  duck: Duck,
  text: string,
  known: readonly string[],
): Promise<readonly string[]> {
  if (text.includes('\0')) throw refused('a statement holds no NUL.');
  const { tree } = await duck.row(
    sql`SELECT json_serialize_sql(${text}) AS tree`,
    z.object({ tree: z.string() }),
  );
  const parsed = parseResult.parse(JSON.parse(asJson(tree)));
  if (parsed.error) {
    const isOther = parsed.error_message?.startsWith('Only SELECT statements') === true;
    throw refused(isOther ? 'this is another kind of statement.' : `${parsed.error_message}.`);
  }
  if (parsed.statements.length !== 1) {
    throw refused(`expected one SELECT, found ${parsed.statements.length} statements.`);
  }
  const nodes = [...nodesOf(parsed.statements)];
  const ctes = new Set(nodes.flatMap(cteNames));
  const used = new Set<string>();
  for (const node of nodes) {
    refuseFunction(node);
    const table = tableOf(node, ctes);
    if (table === undefined) continue;
    const name = known.find((one) => one.toLowerCase() === table.toLowerCase());
    if (name === undefined) {
      throw refused(
        `there is no table ${table}; there ${known.length === 0 ? 'is none yet: `quayside run` makes them' : `are ${known.join(', ')}`}.`,
      );
    }
    used.add(name);
  }
  return [...used];
}

/** A number beyond a double stands in DuckDB's tree as `Infinity`, which is no JSON; what is checked are names. */
const asJson = (tree: string): string =>
  tree.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?Infinity|NaN/gs, (part) => (part.startsWith('"') ? part : 'null'));

const parseResult = z.discriminatedUnion('error', [
  z.object({ error: z.literal(true), error_message: z.string() }),
  z.object({ error: z.literal(false), statements: z.array(z.unknown()) }),
]);

type Node = Readonly<Record<string, unknown>>;

/** Every object in the tree, wherever it stands: nothing is known to be harmless by its place. */
function* nodesOf(tree: unknown): Generator<Node> {
  if (Array.isArray(tree)) {
    for (const one of tree) yield* nodesOf(one);
  } else if (isNode(tree)) {
    yield tree;
    for (const one of Object.values(tree)) yield* nodesOf(one);
  }
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** A name that could be a file or one of DuckDB's own views stays a table's name also where a CTE is called so. */
const cteName = /^(?!duckdb_|pragma_|sqlite_|pg_)[\p{L}_][\p{L}\p{N}_]*$/iu;

function cteNames({ cte_map }: Node): readonly string[] {
  const { success, data } = cteMap.safeParse(cte_map);
  return success ? data.map.map(({ key }) => key.toLowerCase()).filter((name) => cteName.test(name)) : [];
}

const cteMap = z.object({ map: z.array(z.object({ key: z.string() })) });

/** `schema.table` that a node reads; undefined for what reads none. */
function tableOf(node: Node, ctes: ReadonlySet<string>): string | undefined {
  if (node['type'] === 'SHOW_REF' && node['query'] === null) {
    throw refused('SHOW is not a SELECT; `quayside tables` lists the tables.');
  }
  if (node['type'] !== 'BASE_TABLE') return undefined;
  const { catalog_name, schema_name, table_name, at_clause } = baseTable.parse(node);
  if (at_clause !== null) throw refused('a snapshot is chosen with --at, not in the statement.');
  if (catalog_name === '' && schema_name === '' && ctes.has(table_name.toLowerCase())) return undefined;
  return [catalog_name, schema_name, table_name].filter((part) => part !== '').join('.');
}

const baseTable = z.object({
  catalog_name: z.string(),
  schema_name: z.string(),
  table_name: z.string(),
  at_clause: z.unknown(),
});

const tableFunctions: ReadonlySet<string> = new Set([
  'generate_series',
  'json_each',
  'json_tree',
  'range',
  'unnest',
]);

/** They tell of the machine or the engine, run other statements, or do something. Readers of files are table functions besides. */
const outside =
  /^(getenv|current_setting|write_log|sleep_ms|pg_sleep|pg_get_|query$|query_table|duckdb_|pragma_|read_|parquet_|json_execute|which_secret|sql_auto|nextval|currval|setseed|glob$|sniff_)/;

function refuseFunction(node: Node): void {
  if (node['type'] === 'TABLE_FUNCTION') {
    const name = tableFunction.safeParse(node).data?.function.function_name ?? '';
    if (!tableFunctions.has(name.toLowerCase())) throw refused(`${name} cannot be used after FROM here.`);
  }
  const called = node['function_name'];
  if (typeof called === 'string' && outside.test(called.toLowerCase())) {
    throw refused(`${called} cannot be used here.`);
  }
}

const tableFunction = z.object({ function: z.object({ function_name: z.string() }) });

const refused = (why: string): QuaysideError =>
  new QuaysideError('USAGE', `Only one SELECT over the tables of the workspace is run: ${why}`);
