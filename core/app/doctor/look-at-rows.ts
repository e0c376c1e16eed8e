import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { contracts } from '../../../contracts/data/contracts.ts';
import { QuaysideError } from '../../base/errors.ts';
import { stopIfCancelled } from '../../base/progress.ts';
import { planScan, type ScanPlan } from '../../iceberg/scan/plan-scan.ts';
import { scanRelation } from '../../iceberg/scan/relation.sql.ts';
import { tableText } from '../../iceberg/table.ts';
import { wayOut } from '../../silver/duplicates.ts';
import { ident, type Sql, sql } from '../../sql/sql.ts';
import { type Finding, needsYou, plural } from './finding.ts';
import type { OpenedPatient } from './patient.ts';

const shared = z.object({ tenant: z.string().nullable(), values: z.coerce.number(), example: z.string() });

/** Whether silver has one row for each key and for each code of a tenant. No run writes another; other programs can. */
export async function lookAtRows({ opened, duck, work }: OpenedPatient): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { silverTable, primaryKey, businessKey } of Object.values(contracts)) {
    stopIfCancelled(work.signal);
    const table = opened.tables.find(({ name }) => tableText(name) === silverTable);
    if (table === undefined) continue;
    work.progress?.({ stage: `rows of ${silverTable}` });
    const plan = await planScan(table);
    const rows = scanRelation(plan);
    for (const { field } of [primaryKey, businessKey]) {
      const found = await duck
        .rows(sharedSql(rows, field), shared, work.signal)
        .catch(async (cause: unknown) => {
          throw (await lostFile(plan)) ?? cause;
        });
      for (const { tenant, values, example } of found) {
        const back = tenant === null ? '' : `${wayOut(opened.journal, tenant)}, or `;
        findings.push(
          needsYou('ROWS_TWICE', `${silverTable} of ${tenant ?? 'nobody'}, ${field}`, {
            found: `${plural(values, 'value')} of ${field} in several rows, such as ${JSON.stringify(example)}: another program wrote them`,
            expected: `one row for each ${field}`,
            remedy: `${back}remove them with the program that wrote them`,
          }),
        );
      }
    }
  }
  return findings;
}

/** Why rows could not be read, where a file is gone: an expiry that is on took it, and the next look does without. */
async function lostFile({ files }: ScanPlan): Promise<QuaysideError | undefined> {
  for (const path of files.flatMap((file) => [file.path, ...file.deletes.map((one) => one.path)])) {
    if ((await stat(path).catch(() => undefined)) !== undefined) continue;
    return new QuaysideError('TABLE_DAMAGED', `${path} is not there any more.`, { parameters: { path } });
  }
  return undefined;
}

const sharedSql = (rows: Sql, field: string): Sql => sql`
  SELECT tenant_id AS tenant, count(*) AS values, min(value)::VARCHAR AS example
  FROM (
    SELECT tenant_id, ${ident(field)} AS value
    FROM ${rows}
    WHERE ${ident(field)} IS NOT NULL
    GROUP BY tenant_id, ${ident(field)}
    HAVING count(*) > 1
  )
  GROUP BY tenant_id
  ORDER BY tenant_id`;
