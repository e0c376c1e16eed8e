import { parts } from '../../contracts/data/parts.ts';
import { suppliers } from '../../contracts/data/suppliers.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { type DefectContext, spoiltFields } from './defects.sql.ts';
import type { Dictionary } from './dictionary.ts';
import { planDirt } from './dirt-plan.ts';
import { drawsOf } from './draw.ts';
import { partDefects } from './part-defects.ts';
import { partRows } from './part-rows.sql.ts';
import type { GenerateRequest } from './request.ts';
import type { Tables } from './row-plan.ts';
import { supplierDefects } from './supplier-defects.ts';
import { supplierRows } from './supplier-rows.sql.ts';
import { type RowSource, truthSelect } from './truth.sql.ts';

/** The three queries of a tenant. Their rows come in the order of the tables' rows. */
export interface TenantQueries {
  readonly suppliers: Sql;
  readonly parts: Sql;
  readonly truth: Sql;
}

/** Who leaks into the deliveries of a tenant that is alone in the request. */
const madeUpTenants = ['northwind_retail', 'blue_harbor', 'contoso_parts'];

export function planTenant(
  request: GenerateRequest,
  tenant: string,
  { countries }: Dictionary,
  tables: Tables,
): TenantQueries {
  const { seed, logicalTime, dirtyRate = 0.06, kindRates = {} } = request;
  const others = request.tenants.filter((other) => other !== tenant);
  const supplierPlan = {
    tenant,
    logicalTime,
    rows: request.suppliers,
    draw: drawsOf(seed, tenant, 'suppliers'),
    dirt: planDirt('suppliers', dirtyRate, kindRates),
    countryPercent: countries.map(({ percent }) => percent),
  };
  const partPlan = {
    tenant,
    logicalTime,
    rows: request.parts,
    draw: drawsOf(seed, tenant, 'parts'),
    dirt: planDirt('parts', dirtyRate, kindRates),
    suppliers: supplierPlan,
    strangers: drawsOf(seed, tenant, 'strangers'),
  };
  const context: DefectContext = {
    tenant,
    logicalTime,
    otherTenants: others.length > 0 ? others : madeUpTenants.filter((other) => other !== tenant),
  };
  const supplierSource: RowSource = {
    contract: suppliers,
    defects: supplierDefects,
    context,
    clean: (kept) => supplierRows(supplierPlan, tables, kept),
  };
  const partSource: RowSource = {
    contract: parts,
    defects: partDefects,
    context,
    clean: (kept) => partRows(partPlan, tables, kept),
  };
  return {
    suppliers: fileSelect(supplierSource),
    parts: fileSelect(partSource),
    truth: sql`
      ${truthSelect(supplierSource)}
      UNION ALL ${truthSelect(partSource)}
      ORDER BY dataset DESC, row_number, caused_by NULLS FIRST`,
  };
}

const fileSelect = ({ contract, defects, context, clean }: RowSource): Sql =>
  sql`SELECT ${spoiltFields(contract, defects, context)} FROM ${clean(sql`TRUE`)}`;
