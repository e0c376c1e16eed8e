import { z } from 'zod';
import type { DatasetContract } from '../../contracts/data/dataset.ts';
import type { Duck } from '../duck/duck.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import type { FieldSource, PlannedField, ReadingPlan } from './plan-reading.ts';

/** Of the filled cells, how many must speak for a swap: a few stray ones do not hide it, a few lookalikes do not make it. */
const nearlyAll = 0.95;
const probedRows = 20_000;

const counted = z.object({
  filled: z.coerce.number(),
  codes: z.coerce.number(),
  others: z.coerce.number(),
  tenants: z.coerce.number(),
});

/**
 * Some sources deliver tenant_id and the business key (supplier_code, part_number) exchanged. Seen where nearly every filled
 * tenant_id looks like a business key and nearly every filled business key is the run's tenant (or none is filled): then the plan
 * reads the two exchanged and says so in `drift.swapped`. Looks at the first rows first, at the whole columns only where those
 * speak for it.
 */
export async function detectSwap(
  duck: Duck,
  contract: DatasetContract,
  plan: ReadingPlan,
  rows: Sql,
  tenant: string,
  signal?: AbortSignal,
): Promise<ReadingPlan> {
  const tenantField = contract.fields.find(({ fromDelivery }) => fromDelivery === 'tenant')?.name;
  const codeField = contract.businessKey.field;
  const tenantColumn = columnOf(plan, tenantField);
  const codeColumn = columnOf(plan, codeField);
  if (tenantField === undefined || tenantColumn === undefined || codeColumn === undefined) return plan;
  const count = (from: Sql) =>
    duck.row(
      sql`SELECT count(tenant_text) AS filled,
        count_if(tenant_text <> ${tenant} AND regexp_full_match(tenant_text, ${contract.businessKey.pattern})) AS codes,
        count(code_text) AS others,
        count_if(code_text = ${tenant}) AS tenants
      FROM (
        SELECT nullif(trim(${ident(tenantColumn)}), '') AS tenant_text, nullif(trim(${ident(codeColumn)}), '') AS code_text
        FROM ${from}
      )`,
      counted,
      signal,
    );
  const probe = await count(sql`(SELECT * FROM ${rows} LIMIT ${probedRows})`);
  if (!isSwapped(probe)) return plan;
  const whole = await count(rows);
  return isSwapped(whole) ? exchanged(plan, tenantField, codeField, whole.codes) : plan;
}

const isSwapped = ({ filled, codes, others, tenants }: z.infer<typeof counted>): boolean =>
  filled > 0 && codes >= filled * nearlyAll && tenants >= others * nearlyAll;

function columnOf({ fields }: ReadingPlan, name: string | undefined): string | undefined {
  const source = fields.find(({ field }) => field.name === name)?.source;
  return source?.kind === 'column' ? source.column : undefined;
}

function exchanged(plan: ReadingPlan, left: string, right: string, rows: number): ReadingPlan {
  const sources = new Map<string, FieldSource>(plan.fields.map(({ field, source }) => [field.name, source]));
  const other = new Map([
    [left, right],
    [right, left],
  ]);
  const fields = plan.fields.map(
    ({ field, source }): PlannedField => ({
      field,
      source: sources.get(other.get(field.name) ?? field.name) ?? source,
    }),
  );
  return { ...plan, fields, drift: { ...plan.drift, swapped: { field: left, with: right, rows } } };
}
