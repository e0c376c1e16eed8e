import { z } from 'zod';
import type { Due } from '../../contracts/api/home.ts';
import type { Work } from '../base/progress.ts';
import { deskTables } from '../quarantine/desk-tables.ts';
import { sql } from '../sql/sql.ts';
import type { Desk } from './quarantine-desk.ts';
import { timeText } from './quarantine.sql.ts';

const text = z.string().nullable();
const dueRow = z.object({ person: text, waitsFor: text, rows: z.coerce.number().int(), since: text });

/** Who has what of a desk that is up to date, and what waits for whom; what waits longest first. */
export async function dueOf(desk: Desk, { signal }: Work = {}): Promise<readonly Due[]> {
  const due: Due[] = [];
  for (const { contract } of desk.datasets) {
    const { dataset } = contract;
    const found = await desk.duck.rows(
      sql`
      SELECT assignee AS person, waits_for AS "waitsFor", count(*) AS rows, ${timeText(sql`min(opened_at)`)} AS since
      FROM ${deskTables(dataset).now}
      WHERE decision IS DISTINCT FROM 'rejected' AND coalesce(assignee, waits_for) IS NOT NULL
      GROUP BY ALL`,
      dueRow,
      signal,
    );
    due.push(
      ...found.map(({ since, ...one }) => ({ ...one, tenant: desk.tenant, dataset, since: since ?? '' })),
    );
  }
  return due.toSorted((a, b) => a.since.localeCompare(b.since));
}
