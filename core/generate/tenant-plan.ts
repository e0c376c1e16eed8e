import { parts } from '../../contracts/data/parts.ts';
import { suppliers } from '../../contracts/data/suppliers.ts';
import { type Sql, sql } from '../sql/sql.ts';
import { type DefectContext, isOfKind, spoiltFields } from './defects.sql.ts';
import type { Dictionary } from './dictionary.ts';
import { planDirt } from './dirt-plan.ts';
import { drawsOf } from './draw.ts';
import { ulid } from './identifiers.sql.ts';
import { partDefects } from './part-defects.ts';
import { partRows } from './part-rows.sql.ts';
import type { GenerateRequest } from './request.ts';
import { supplierDefects } from './supplier-defects.ts';
import { supplierRows } from './supplier-rows.sql.ts';
import { defectsSelect, knockOnsSelect, type TruthSource } from './truth.sql.ts';

/** The three queries of a tenant. Their rows come in the order of the tables' rows. */
export interface TenantQueries {
  readonly suppliers: Sql;
  readonly parts: Sql;
  readonly truth: Sql;
}

/** The tables that the queries read: `rows` has the column row for at least as many rows as the larger dataset has. */
export interface Tables {
  readonly rows: Sql;
  readonly dictionary: Sql;
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
  };
  const context: DefectContext = {
    tenant,
    logicalTime,
    otherTenants: others.length > 0 ? others : madeUpTenants.filter((other) => other !== tenant),
    strangeId: ulid(drawsOf(seed, tenant, 'strangers'), sql`row`, sql`pairs`, logicalTime),
  };
  const ownId = (plan: typeof supplierPlan | typeof partPlan): Sql =>
    ulid(plan.draw, sql`row`, sql`pairs`, logicalTime);
  const supplierTruth: TruthSource = {
    contract: suppliers,
    defects: supplierDefects,
    context,
    clean: supplierRows(supplierPlan, firstRows(tables.rows, request.suppliers), tables.dictionary),
    ownId: ownId(supplierPlan),
  };
  const partTruth: TruthSource = {
    contract: parts,
    defects: partDefects,
    context,
    clean: partRows(partPlan, firstRows(tables.rows, request.parts), tables.dictionary),
    ownId: ownId(partPlan),
  };
  const supplierId = ulid(supplierPlan.draw, sql`default_no`, sql`pairs`, logicalTime);
  const itself = isOfKind(partDefects, 'orphan_supplier');
  return {
    suppliers: fileSelect(supplierTruth),
    parts: fileSelect(partTruth),
    truth: sql`
      ${defectsSelect(supplierTruth)}
      UNION ALL ${defectsSelect(partTruth)}
      UNION ALL ${knockOnsSelect(partTruth, supplierId, itself)}
      ORDER BY dataset DESC, row_number, caused_by NULLS FIRST`,
  };
}

const firstRows = (rows: Sql, count: number): Sql => sql`(SELECT row FROM ${rows} WHERE row <= ${count})`;

const fileSelect = ({ contract, defects, context, clean }: TruthSource): Sql =>
  sql`SELECT ${spoiltFields(contract, defects, context)} FROM ${clean}`;
