import { z } from 'zod';
import type { Duck } from '../duck/duck.ts';
import type { ScanPlan } from '../iceberg/scan/plan-scan.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import { sql } from '../sql/sql.ts';

export interface RowsOfTenant {
  /** Empty where a row names none. */
  readonly tenant: string;
  readonly rows: number;
}

/** Rows by tenant, remembered by where a table's metadata is. */
export class TenantRows {
  readonly #known = new Map<string, readonly RowsOfTenant[]>();

  async of(duck: Duck, plan: ScanPlan, signal?: AbortSignal): Promise<readonly RowsOfTenant[]> {
    const key = plan.table.metadataLocation;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = await duck.rows(
      sql`SELECT coalesce(tenant_id, '') AS tenant, count(*) AS rows FROM ${scanRelation(plan)} GROUP BY tenant ORDER BY tenant`,
      tenantRow,
      signal,
    );
    this.#known.set(key, found);
    const [oldest] = this.#known.keys();
    if (this.#known.size > 100 && oldest !== undefined) this.#known.delete(oldest);
    return found;
  }
}

const tenantRow = z.object({ tenant: z.string(), rows: z.coerce.number() });
