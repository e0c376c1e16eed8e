import { z } from 'zod';
import { QuaysideError } from '../base/errors.ts';
import type { Duck } from '../duck/duck.ts';
import type { Journal } from '../journal/journal.ts';
import { type Sql, sql } from '../sql/sql.ts';
import type { Holding } from './holding.ts';
import { silverTables } from './working-tables.ts';

/** What several rows of silver have in common that only one may have. */
interface Shared {
  readonly table: string;
  readonly field: string;
  /** How many values are shared. */
  readonly values: number;
  readonly examples: readonly string[];
}

const mostExamples = 5;
const found = z.object({ shared: z.coerce.number(), examples: z.array(z.string()) });

/**
 * Why a run could not be published, where silver itself held a tenant's key or code several times before it: no run writes that, another
 * program did. Undefined where it did not, so that the failure has another cause. Reads the tables of `holdings` while they are there.
 */
export async function explainDuplicates(
  duck: Duck,
  journal: Journal,
  holdings: readonly Holding[],
  cause: unknown,
): Promise<QuaysideError | undefined> {
  if (!(cause instanceof QuaysideError) || !(cause.code === 'AUDIT_FAILED' || cause.code === 'INTERNAL'))
    return undefined;
  const shared: Shared[] = [];
  for (const { contract, silverPlan } of holdings) {
    const { held } = silverTables(contract.dataset);
    for (const [{ field }, column] of [
      [contract.primaryKey, sql`key`],
      [contract.businessKey, sql`code`],
    ] as const) {
      const { shared: values, examples } = await duck.row(sharedSql(held, column), found);
      const { namespace, name } = silverPlan.table.name;
      if (values > 0) shared.push({ table: `${namespace}.${name}`, field, values, examples });
    }
  }
  const [first] = shared;
  const tenant = holdings[0]?.tenant;
  if (first === undefined || tenant === undefined) return undefined;
  return new QuaysideError('AUDIT_FAILED', message(shared, first, tenant, wayOut(journal, tenant)), {
    // Keys are values of rows, which have no place in a journal.
    parameters: { findings: shared.map(({ table, field, values }) => `${table}: ${values} shared ${field}`) },
    cause,
  });
}

const sharedSql = (held: Sql, column: Sql): Sql => sql`
  SELECT count(*) AS shared, coalesce(list(value ORDER BY value)[:${mostExamples}], []) AS examples
  FROM (SELECT ${column} AS value FROM ${held} WHERE ${column} IS NOT NULL GROUP BY ${column} HAVING count(*) > 1)`;

function message(shared: readonly Shared[], first: Shared, tenant: string, out: string): string {
  const which = shared.map(({ table, field, values, examples }) => {
    const more = values > examples.length ? ` and ${values - examples.length} more` : '';
    return `${table} has several rows with the same ${field}: ${examples.map((one) => JSON.stringify(one)).join(', ')}${more}`;
  });
  const { table, field } = first;
  const select = `SELECT ${field}, count(*) AS rows FROM ${table} WHERE tenant_id = '${tenant}' GROUP BY ${field} HAVING count(*) > 1`;
  return [
    `${which.join('; ')}. They were there before this run, so another program wrote them: expected one row each for ${tenant}. Nothing was published.`,
    `To look at them: quayside query "${select}"; quayside tables snapshots ${table} shows who wrote when.`,
    `To get out: ${out}, or remove them with the program that wrote them; then run again.`,
  ].join(' ');
}

/** Back to the last thing that the journal knows of the tenant's rows. */
export function wayOut(journal: Journal, tenant: string): string {
  const last = journal.lastPublication(tenant);
  const back = `quayside tables rollback --tenant ${tenant}`;
  const gives = "(it takes back all that others wrote of the tenant's rows since; --yes does it)";
  if (last?.body.runId !== undefined) return `${back} --to-run ${last.body.runId} ${gives}`;
  const snapshot = last?.body.tables.at(-1)?.snapshotId;
  return snapshot === undefined
    ? `quayside clean --tenant ${tenant} (it removes all rows of the tenant)`
    : `${back} --to ${snapshot} ${gives}`;
}
