import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import { operation as operationSchema } from '../../contracts/quarantine/operation.ts';
import type { Proposal } from '../../contracts/quarantine/proposal.ts';
import type { Selection } from '../../contracts/quarantine/selection.ts';
import { unitFactors } from '../quarantine/proposals/codes.sql.ts';
import { type Sql, sql } from '../sql/sql.ts';
import type { Desk } from './quarantine-desk.ts';

const problem = z.object({ field: z.string(), value: z.string().nullable(), rows: z.coerce.number().int() });

/** Fixes of more than one cell, and of which row is kept: never sure, for a person to decide. `problems`: n, code, field, value. */
export async function furtherProposals(
  desk: Desk,
  request: { readonly dataset: DatasetName; readonly selection: Selection },
  problems: Sql,
  signal: AbortSignal | undefined,
): Promise<readonly Proposal[]> {
  return [
    ...(await unitProposals(desk, request, problems, signal)),
    ...(await keepProposals(desk, request, problems, signal)),
  ];
}

const identified = (parts: Omit<Proposal, 'proposalId' | 'operation'>, input: unknown): Proposal => {
  const operation = operationSchema.parse(input);
  const proposalId = createHash('sha256').update(JSON.stringify(operation)).digest('hex').slice(0, 16);
  return { ...parts, proposalId, operation };
};

/** Another unit: its code, the price of one of the new unit, the quantity in it. Whether price and quantity were meant so is not in the data. */
async function unitProposals(
  desk: Desk,
  { dataset, selection }: { readonly dataset: DatasetName; readonly selection: Selection },
  problems: Sql,
  signal: AbortSignal | undefined,
): Promise<readonly Proposal[]> {
  const { contract } = desk.dataset(dataset);
  const rule = contract.rowRules.find((one) => one.kind === 'code' && one.list === 'uom');
  if (rule === undefined) return [];
  const has = (name: string): boolean => contract.fields.some((field) => field.name === name);
  const found = await desk.duck.rows(
    sql`SELECT field, value, count(*) AS rows FROM ${problems} WHERE code = ${rule.code} AND field = ${rule.field} GROUP BY ALL ORDER BY ALL`,
    problem,
    signal,
  );
  return found.flatMap(({ field, value, rows }) => {
    const unit = unitFactors[(value ?? '').trim().toUpperCase()];
    if (unit === undefined) return [];
    const changes = [
      { kind: 'set', field, value: unit.code },
      ...(has('unit_cost') ? [{ kind: 'scale', field: 'unit_cost', factor: 1 / unit.factor }] : []),
      ...(has('moq') ? [{ kind: 'scale', field: 'moq', factor: unit.factor }] : []),
    ];
    const examples = [{ before: value, after: unit.code, rows }];
    const parts = { dataset, code: rule.code, field, kind: 'unit-factor', confidence: 0.6, rows, examples };
    return [
      identified(parts, { dataset, selection: { ...selection, reason: rule.code, field, value }, changes }),
    ];
  });
}

async function keepProposals(
  desk: Desk,
  { dataset, selection }: { readonly dataset: DatasetName; readonly selection: Selection },
  problems: Sql,
  signal: AbortSignal | undefined,
): Promise<readonly Proposal[]> {
  const { primaryKey, businessKey } = desk.dataset(dataset).contract;
  const proposals: Proposal[] = [];
  for (const { field, duplicate: code } of [primaryKey, businessKey]) {
    const found = await desk.duck.rows(
      sql`SELECT field, NULL::VARCHAR AS value, count(*) AS rows FROM ${problems} WHERE code = ${code} AND field = ${field} GROUP BY ALL`,
      problem,
      signal,
    );
    for (const { rows } of found) {
      const parts = { dataset, code, field, kind: 'keep-latest', confidence: 0.7, rows, examples: [] };
      const input = {
        dataset,
        selection: { ...selection, reason: code, field },
        changes: [{ kind: 'keep', which: 'latest' }],
      };
      proposals.push(identified(parts, input));
    }
  }
  return proposals;
}
