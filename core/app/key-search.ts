import { z } from 'zod';
import type { SearchHit } from '../../contracts/api/search.ts';
import { contracts } from '../../contracts/data/contracts.ts';
import type { DatasetContract, DatasetName } from '../../contracts/data/dataset.ts';
import type { RunState } from '../../contracts/runs/state.ts';
import type { Duck } from '../duck/duck.ts';
import { planScan } from '../iceberg/scan/plan-scan.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import { loadIfThere } from '../silver/tables.ts';
import { ident, join, type Sql, sql } from '../sql/sql.ts';
import type { Host } from './host.ts';
import { documentOf } from './run-status.ts';
import { openQueue } from './run-queue.ts';
import { Workspace } from './run-workspace.ts';

export interface SearchRequest {
  readonly text: string;
  readonly tenant?: string | undefined;
  readonly limit: number;
}

export interface SearchResult {
  readonly hits: readonly SearchHit[];
  readonly runs: readonly {
    readonly runId: string;
    readonly tenant: string | null;
    readonly state: RunState;
    readonly at: string | null;
  }[];
  readonly cut: boolean;
}

/** What a person calls a row. */
const nameField = { suppliers: 'legal_name', parts: 'description' } as const satisfies Record<
  DatasetName,
  string
>;

const text = z.string().nullable();
const hit = z.object({
  dataset: z.enum(['suppliers', 'parts']),
  layer: z.enum(['silver', 'quarantine']),
  tenant: z.string(),
  key: text,
  code: text,
  name: text,
  rowId: text,
  state: text,
  exact: z.boolean(),
});

/** How far back runs are looked for. */
const lastRuns = 500;

/** Rows whose key, code or name begins with a text, exact ones first, and runs whose id does. */
export async function searchKeys(
  host: Host,
  duck: Duck,
  folder: string,
  request: SearchRequest,
  signal?: AbortSignal,
): Promise<SearchResult> {
  await using workspace = await Workspace.open(host, folder);
  const parts: Sql[] = [];
  for (const contract of Object.values(contracts)) {
    for (const layer of ['silver', 'quarantine'] as const) {
      const name = layer === 'silver' ? contract.silverTable : contract.quarantineTable;
      const table = await loadIfThere(workspace.catalog, name);
      if (table === undefined) continue;
      parts.push(hitsSql(scanRelation(await planScan(table)), contract, layer, request));
    }
  }
  const found = parts.length === 0 ? [] : await duck.rows(allSql(parts, request.limit + 1), hit, signal);
  return {
    hits: found.slice(0, request.limit),
    runs: runsOf(host, workspace, request),
    cut: found.length > request.limit,
  };
}

const allSql = (parts: readonly Sql[], limit: number): Sql => sql`
  SELECT * FROM (${join(parts, ' UNION ALL ')})
  ORDER BY exact DESC, layer DESC, dataset DESC, tenant, code, key
  LIMIT ${limit}`;

function hitsSql(
  rows: Sql,
  { dataset, primaryKey, businessKey }: DatasetContract,
  layer: 'silver' | 'quarantine',
  { text: asked, tenant }: SearchRequest,
): Sql {
  const isWaiting = layer === 'quarantine';
  const field = (name: string): Sql => (isWaiting ? ident(`raw__${name}`) : ident(name));
  const columns = [field(primaryKey.field), field(businessKey.field), field(nameField[dataset])] as const;
  const [key, code, name] = columns;
  const low = asked.toLowerCase();
  const begins = columns.map((column) => sql`starts_with(lower(${column}), ${low})`);
  return sql`
  SELECT ${dataset} AS dataset, ${layer} AS layer, tenant_id AS tenant,
    ${key} AS key, ${code} AS code, ${name} AS name,
    ${isWaiting ? sql`row_id` : sql`NULL`} AS "rowId", ${isWaiting ? sql`state` : sql`NULL`} AS state,
    coalesce(lower(${key}) = ${low}, FALSE) OR coalesce(lower(${code}) = ${low}, FALSE) AS exact
  FROM ${rows}
  WHERE (${join(begins, ' OR ')})
    ${isWaiting ? sql`AND closed_at IS NULL` : sql``}
    ${tenant === undefined ? sql`` : sql`AND tenant_id = ${tenant}`}`;
}

function runsOf(
  host: Host,
  { journal, folder }: Workspace,
  { text: asked, tenant }: SearchRequest,
): SearchResult['runs'] {
  // The shortest beginning of an id that says anything.
  if (!/^[0-9a-f-]{4,36}$/i.test(asked)) return [];
  using queue = openQueue(host, folder);
  return journal
    .log({ tenant, kind: 'run-started', limit: lastRuns })
    .flatMap((entry) => (entry.kind === 'run-started' ? [entry.body.runId] : []))
    .filter((runId) => runId.startsWith(asked.toLowerCase()))
    .slice(0, 10)
    .map((runId) => documentOf(runId, journal.run(runId), queue.find(runId)))
    .map(({ runId, tenant: whose, state, startedAt }) => ({
      runId,
      tenant: whose,
      state,
      at: startedAt ?? null,
    }));
}
