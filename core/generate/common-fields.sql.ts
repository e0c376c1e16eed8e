import { type Sql, sql } from '../sql/sql.ts';
import { type Draw, oneOf } from './draw.ts';
import type { RowPlan } from './row-plan.ts';
import { microseconds, timestampText } from './values.sql.ts';

/** Fields that both datasets have. */

const src = sql`src`;
const thirtyDays = 30n * 86_400_000_000n;

/** Microseconds since 1970, in the last 30 days before the logical time. */
export const sourceTime = ({ draw, logicalTime }: RowPlan): Sql =>
  sql`(${microseconds(logicalTime) - 1n} - (${draw('source_timestamp', src)} % ${thirtyDays})::BIGINT)`;

export const provenance = ({ logicalTime }: RowPlan, version: string): Record<string, Sql> => ({
  data_source: sql`'synthetic.v1'`,
  source_timestamp: timestampText(sql`changed_at`),
  ingestion_timestamp: sql`${`${logicalTime.toISOString().slice(0, -1)}000Z`}`,
  schema_version: sql`${version}`,
});

const flagSets = [null, null, null, 'ITAR', 'REACH', 'ROHS', 'ITAR,REACH', 'ITAR,ROHS', 'REACH,ROHS'];

/** None, one or two of the flags: each number is as likely, and so is each set of it. */
export const complianceFlags = (draw: Draw): Sql =>
  oneOf(
    draw('compliance_flags', src),
    flagSets.map((flags) => sql`${flags}`),
  );
