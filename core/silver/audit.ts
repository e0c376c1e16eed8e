import { z } from 'zod';
import type { ViolationCode } from '../../contracts/data/violation-codes.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Duck } from '../duck/duck.ts';
import { onConnections } from '../duck/on-connections.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { rowsAfter } from './after.ts';
import {
  arrivedSql,
  foreignersSql,
  matchedSql,
  orphansSql,
  quarantineAuditSql,
  silverAuditOfAddedSql,
  silverAuditSql,
} from './audit.sql.ts';
import type { Holding } from './holding.ts';
import type { StagedDataset } from './stage.ts';
import { addedPlan, stagedPlan } from './staged.ts';
import { silverTables } from './working-tables.ts';

export interface AuditRequest {
  /** Whether datasets are audited at the same time. */
  readonly atOnce: boolean;
  readonly staged: readonly StagedDataset[];
  /** What the tenant has of all datasets, those that are not part of the run too: references point there. */
  readonly holdings: readonly Holding[];
  /** Whether a violated reference keeps a row out (a tenant's settings may lower that). */
  readonly enforces: (orphan: ViolationCode) => boolean;
}

const count = z.coerce.number().int();
const silverRow = z.object({ rows: count, keyless: count, shared_keys: count, shared_codes: count });
const quarantineRow = z.object({ rows: count, shared_ids: count, missing: count });
const counted = z.object({ rows: count });
const arrivedRow = z.object({ rows: count, same: z.boolean() });

/**
 * Reads the staged files as the tables will be and compares them with what the run says: counts, keys, tenant, references. Throws
 * AUDIT_FAILED with all that is wrong; then nothing may be published.
 */
export async function audit(duck: Duck, request: AuditRequest, signal?: AbortSignal): Promise<void> {
  const found = await onConnections(
    duck,
    request.staged,
    { ...request, signal },
    async (own, staged, either) => [
      ...(await silverFindings(own, staged, either)),
      ...(await referenceFindings(own, staged, request, either)),
      ...(await quarantineFindings(own, staged, either)),
    ],
  );
  const findings = found.flat();
  if (findings.length === 0) return;
  throw new QuaysideError(
    'AUDIT_FAILED',
    `The audit before publishing failed, so nothing was published and the tables are as before: ${findings.join('; ')}. Look at the table with "quayside tables show", then run again.`,
    { parameters: { findings } },
  );
}

/** A sentence for each comparison that does not come out. */
type Check = readonly [what: string, found: number, expected: number];

const wrong = (checks: readonly Check[]): readonly string[] =>
  checks
    .filter(([, found, expected]) => found !== expected)
    .map(([what, found, expected]) => `${what}: expected ${expected}, found ${found}`);

async function silverFindings(
  duck: Duck,
  staged: StagedDataset,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const { dataset, holding, counts, silver, written } = staged;
  const { contract, tenant } = holding;
  const tables = silverTables(dataset);
  const before = await duck.row(sql`SELECT count(*) AS rows FROM ${tables.held}`, counted, signal);
  const after = await keyCounts(duck, staged, before.rows, signal);
  const own = scanRelation(addedPlan(silver, written.silver));
  const arrived = await arrivedRows(duck, own, staged, signal);
  const foreign = await duck.row(foreignersSql(own, tenant), counted, signal);
  return wrong([
    [
      `rows of ${contract.silverTable} after the run`,
      after.rows,
      before.rows + counts.inserted - (counts.full?.removed ?? 0),
    ],
    [`rows of ${contract.silverTable} without ${contract.primaryKey.field}`, after.keyless, 0],
    [`rows of ${contract.silverTable} that share their ${contract.primaryKey.field}`, after.shared_keys, 0],
    [`rows of ${contract.silverTable} that share their ${contract.businessKey.field}`, after.shared_codes, 0],
    [`written rows of ${contract.silverTable}`, arrived, counts.inserted + counts.updated],
    [`rows of other tenants in ${contract.silverTable}`, foreign.rows, 0],
  ]);
}

/** Exact: where something looks shared, all rows are looked at as they are. */
async function keyCounts(
  duck: Duck,
  staged: StagedDataset,
  held: number,
  signal: AbortSignal | undefined,
): Promise<z.infer<typeof silverRow>> {
  const rows = rowsAfter(staged);
  const few = staged.holding.audited && rows.addedRows <= held / 4;
  const query = few ? silverAuditOfAddedSql(rows) : silverAuditSql(rows.all, 'hash');
  const found = await duck.row(query, silverRow, signal);
  return found.shared_keys + found.shared_codes === 0
    ? found
    : duck.row(silverAuditSql(rows.all, 'text'), silverRow, signal);
}

/** How many of the rows that the run meant to write are in its files. */
async function arrivedRows(
  duck: Duck,
  own: Sql,
  { dataset, holding: { contract } }: StagedDataset,
  signal: AbortSignal | undefined,
): Promise<number> {
  const tables = silverTables(dataset);
  const { rows, same } = await duck.row(arrivedSql(own, tables, contract), arrivedRow, signal);
  return same ? rows : (await duck.row(matchedSql(own, tables, contract), counted, signal)).rows;
}

async function referenceFindings(
  duck: Duck,
  { holding: { contract }, silver, written }: StagedDataset,
  { staged, holdings, enforces }: AuditRequest,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const findings: string[] = [];
  const own = scanRelation(addedPlan(silver, written.silver));
  for (const { field, references, orphan } of contract.foreignKeys) {
    const isList = contract.fields.some(({ name, type }) => name === field && type.kind === 'strings');
    if (isList || !enforces(orphan)) continue;
    const targets = targetRows(references.dataset, staged, holdings);
    const { rows } = await duck.row(orphansSql(own, field, targets), counted, signal);
    findings.push(...wrong([[`rows of ${contract.silverTable} whose ${field} is not there`, rows, 0]]));
  }
  return findings;
}

function targetRows(dataset: string, staged: readonly StagedDataset[], holdings: readonly Holding[]): Sql {
  const own = staged.find((one) => one.dataset === dataset);
  if (own !== undefined) return rowsAfter(own).all;
  const held = holdings.find(({ contract }) => contract.dataset === dataset);
  if (held === undefined) throw new TypeError(`nothing is known of ${dataset}, to which rows refer`);
  return held.silver;
}

async function quarantineFindings(
  duck: Duck,
  { dataset, holding: { contract, tenant }, quarantine, written }: StagedDataset,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const rows = scanRelation(stagedPlan(quarantine));
  const after = await duck.row(quarantineAuditSql(rows, silverTables(dataset)), quarantineRow, signal);
  const own = scanRelation(addedPlan(quarantine, written.quarantine));
  const foreign = await duck.row(foreignersSql(own, tenant), counted, signal);
  return wrong([
    [`rows of ${contract.quarantineTable} that share their row_id`, after.shared_ids, 0],
    [`failing rows missing in ${contract.quarantineTable}`, after.missing, 0],
    [`rows of other tenants in ${contract.quarantineTable}`, foreign.rows, 0],
  ]);
}
