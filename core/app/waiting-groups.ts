import { z } from 'zod';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { ViolationCode } from '../../contracts/data/violation-codes.ts';
import type { Duck } from '../duck/duck.ts';
import type { Host } from './host.ts';
import { groupsSql, type QuarantineFilter } from './quarantine.sql.ts';
import { quarantineTables } from './quarantine.ts';
import { ofRunSql, valueGroupsSql, waitingCountSql } from './waiting-groups.sql.ts';

/** Which rows of quarantine are asked for; nothing is masked, so what comes of it stays in the workspace's own screens. */
export interface WaitingFilter extends QuarantineFilter {
  readonly tenant?: string | undefined;
  readonly dataset?: DatasetName | undefined;
  readonly runId?: string | undefined;
}

/** Rows that have one reason on one field, or one value of it. */
export interface WaitingGroup {
  readonly dataset: DatasetName;
  readonly code: ViolationCode;
  readonly severity: 'error' | 'warning';
  readonly field: string;
  readonly value?: string | null | undefined;
  readonly rows: number;
  readonly knockOns: number;
  readonly examples: readonly { readonly value: string | null; readonly rows: number }[];
}

export interface WaitingGroups {
  readonly groups: readonly WaitingGroup[];
  /** Rows that the filter asks for; each counts once. */
  readonly rows: number;
  readonly oldestAt: string | null;
  readonly cut: boolean;
}

/** What groups are made of. */
export type GroupBy = 'reason' | 'field' | 'value';

/** Groups of rows in quarantine by what is wrong with them, errors first, the most rows first. */
export async function waitingGroups(
  host: Host,
  duck: Duck,
  folder: string,
  { by, limit, ...filter }: WaitingFilter & { readonly by: GroupBy; readonly limit: number },
  signal?: AbortSignal,
): Promise<WaitingGroups> {
  const groups: WaitingGroup[] = [];
  let [rows, oldestAt, cut]: [number, string | null, boolean] = [0, null, false];
  for (const { contract, rows: waiting } of await quarantineTables(host, { workspace: folder, ...filter })) {
    const { dataset } = contract;
    const asked =
      by === 'value'
        ? valueGroupsSql(waiting, filter, limit + 1)
        : groupsSql(ofRunSql(waiting, filter), contract, filter, true);
    const found = await duck.rows(asked, groupRow, signal);
    cut ||= found.length > limit;
    groups.push(...found.slice(0, limit).map((group) => ({ dataset, ...group })));
    const counted = await duck.row(waitingCountSql(waiting, filter), countRow, signal);
    rows += counted.rows;
    if (counted.oldestAt !== null && (oldestAt === null || counted.oldestAt < oldestAt))
      oldestAt = counted.oldestAt;
  }
  return { groups: groups.toSorted(byWeight).slice(0, limit), rows, oldestAt, cut };
}

const byWeight = (a: WaitingGroup, b: WaitingGroup): number =>
  a.severity.localeCompare(b.severity) || b.rows - a.rows || a.code.localeCompare(b.code);

const count = z.coerce.number();
const groupRow = z.object({
  code: z.custom<ViolationCode>((value) => typeof value === 'string'),
  severity: z.enum(['error', 'warning']),
  field: z.string(),
  value: z.string().nullable().optional(),
  rows: count,
  knockOns: count,
  examples: z.array(z.object({ value: z.string().nullable(), rows: count })),
});
const countRow = z.object({ rows: count, oldestAt: z.string().nullable() });
