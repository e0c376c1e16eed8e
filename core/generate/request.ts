import { parseTenant } from '../base/tenant.ts';
import { QuaysideError } from '../base/errors.ts';
import { planDirt } from './dirt-plan.ts';
import type { KindRates } from './kinds.ts';

export interface GenerateRequest {
  readonly tenants: readonly string[];
  /** Rows of suppliers and of parts, per tenant. */
  readonly suppliers: number;
  readonly parts: number;
  readonly seed: number | bigint;
  /** Share of dirty rows, 0–1, spread evenly over the kinds of each dataset. Default 0.06. */
  readonly dirtyRate?: number;
  readonly kindRates?: KindRates;
  readonly format: 'csv' | 'parquet';
  /** Absolute folder; made if missing. */
  readonly out: string;
  /** What the rows' times are relative to. Millisecond precision. */
  readonly logicalTime: Date;
}

export interface GeneratedFile {
  readonly dataset: 'suppliers' | 'parts' | 'truth';
  readonly path: string;
  readonly rows: number;
}

export interface GeneratedTenant {
  readonly tenant: string;
  readonly folder: string;
  readonly files: readonly GeneratedFile[];
}

export interface GenerateResult {
  readonly tenants: readonly GeneratedTenant[];
}

const mostRows = 1_000_000_000;

/** Throws USAGE for what cannot be generated, before anything is written. */
export function checkRequest(request: GenerateRequest): void {
  const { tenants, suppliers, parts, seed, logicalTime, dirtyRate = 0.06, kindRates = {} } = request;
  if (tenants.length === 0) throw refusal('No tenant is named; expected at least one.');
  tenants.forEach(parseTenant);
  if (new Set(tenants.map((tenant) => tenant.toLowerCase())).size < tenants.length) {
    throw refusal(`A tenant is named twice in ${tenants.join(', ')}; their folders would be one.`);
  }
  for (const [name, rows] of Object.entries({ suppliers, parts })) {
    if (Number.isInteger(rows) && rows >= 0 && rows <= mostRows) continue;
    throw refusal(`${name} is ${rows}; expected a whole number of rows from 0 to ${mostRows}.`);
  }
  if (parts > 0 && suppliers === 0) {
    throw refusal('Parts need suppliers to refer to: ask for at least one supplier, or for no parts.');
  }
  if (typeof seed === 'number' && !Number.isSafeInteger(seed)) {
    throw refusal(`The seed is ${seed}; expected a whole number.`);
  }
  const year = logicalTime.getUTCFullYear();
  if (!(year >= 1980 && year <= 9000)) {
    throw refusal('The logical time is outside the years 1980 to 9000; name another with --as-of.');
  }
  planDirt('suppliers', dirtyRate, kindRates);
  planDirt('parts', dirtyRate, kindRates);
}

const refusal = (message: string): QuaysideError => new QuaysideError('USAGE', message);
