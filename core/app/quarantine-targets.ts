import type { DatasetName } from '../../contracts/data/dataset.ts';
import { planScan } from '../iceberg/scan/plan-scan.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import { deskTables } from '../quarantine/desk-tables.ts';
import { fieldId } from '../silver/tables.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import type { Desk } from './quarantine-desk.ts';

/** What silver has of the tenant, all columns. */
export async function silverRows(desk: Desk, dataset: DatasetName): Promise<Sql> {
  const { contract, tables } = desk.dataset(dataset);
  const filter = { fieldId: fieldId(contract, 'tenant_id'), value: desk.tenant };
  return scanRelation(await planScan(tables.silver, { filter }));
}

/** What rows of a dataset may refer to: (key, code, name, held), in silver or waiting. */
export async function targetsOf(desk: Desk, dataset: DatasetName): Promise<Sql> {
  const none = sql`(SELECT NULL::VARCHAR AS key, NULL::VARCHAR AS code, NULL::VARCHAR AS name, FALSE AS held WHERE FALSE)`;
  const { contract } = desk.dataset(dataset);
  const name = contract.foreignKeys[0]?.references.dataset;
  const target = desk.datasets.find((one) => one.contract.dataset === name)?.contract;
  if (target === undefined) return none;
  const silver = await silverRows(desk, target.dataset);
  const { now, verdict } = deskTables(target.dataset);
  const [key, code] = [target.primaryKey.field, target.businessKey.field];
  const named = target.fields.find(
    (field) =>
      field.required &&
      field.type.kind === 'string' &&
      field.shape === 'free' &&
      field.fromDelivery === undefined &&
      field.name !== key,
  );
  const nameOf = (prefix: string): Sql =>
    named === undefined ? sql`NULL::VARCHAR` : ident(`${prefix}${named.name}`);
  const table = ident('desk_targets');
  await desk.duck.run(sql`
    CREATE OR REPLACE TEMP TABLE ${table} AS
    SELECT key, any_value(code) AS code, any_value(name) AS name, bool_or(held) AS held
    FROM (
      SELECT ${ident(key)} AS key, ${ident(code)} AS code, ${nameOf('')} AS name, TRUE AS held FROM ${silver}
      UNION ALL
      SELECT v.key, trim(w.${ident(`raw__${code}`)}), trim(w.${nameOf('raw__')}), FALSE
      FROM ${now} AS w JOIN ${verdict} AS v ON v.n = w.n WHERE v.key IS NOT NULL AND w.decision IS DISTINCT FROM 'rejected'
    )
    GROUP BY key`);
  return sql`${table}`;
}
