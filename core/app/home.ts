import { join } from 'node:path';
import { z } from 'zod';
import type { Need, TenantOverview } from '../../contracts/api/home.ts';
import type { Duck } from '../duck/duck.ts';
import type { RunView } from '../journal/runs.ts';
import { isActive, isPending } from '../runs/machine.ts';
import type { RunQueue } from '../runs/queue.ts';
import { readSettings } from '../settings/settings-file.ts';
import { effectiveSettings } from '../settings/tenant-settings.ts';
import type { Settings } from '../../contracts/settings.ts';
import { join as joinSql, sql } from '../sql/sql.ts';
import type { Host } from './host.ts';
import { timeText } from './quarantine.sql.ts';
import { quarantineTables } from './quarantine.ts';
import { numbersOf } from './run-difference.ts';
import { openQueue } from './run-queue.ts';
import { documentOf } from './run-status.ts';
import { Workspace } from './run-workspace.ts';

export interface HomeOverview {
  readonly needs: readonly Need[];
  readonly tenants: readonly TenantOverview[];
  /** Runs that are on, and that wait. */
  readonly on: number;
  readonly waiting: number;
}

/** Of a tenant so many runs are looked at: for the pass rates, and for the last that failed. */
const lastRuns = 20;
const dayMilliseconds = 24 * 3600 * 1000;

/** What wants a person in a workspace, and how each tenant stands. */
export async function homeOverview(
  host: Host,
  duck: Duck,
  folder: string,
  only: string | undefined,
  signal?: AbortSignal,
): Promise<HomeOverview> {
  await using workspace = await Workspace.open(host, folder);
  using queue = openQueue(host, workspace.folder);
  queue.sweep();
  const { settings } = await readSettings(join(workspace.folder, 'settings.json')).catch(() => noSettings);
  const waiting = await waitingRows(host, duck, folder, only, signal);
  const tenants = [
    ...new Set([...workspace.journal.tenants(), ...waiting.keys(), ...queue.open().map((run) => run.tenant)]),
  ]
    .filter((tenant) => only === undefined || tenant === only)
    .toSorted();
  const all = tenants.map((tenant) =>
    overviewOf(workspace, queue, { tenant, waiting: waiting.get(tenant) ?? none, settings, now: host.now() }),
  );
  const open = queue.open().filter((run) => only === undefined || run.tenant === only);
  return {
    needs: all.flatMap(({ needs }) => needs).toSorted(byUrgency),
    tenants: all.map(({ overview }) => overview),
    on: open.filter(({ state }) => isActive(state)).length,
    waiting: open.filter(({ state }) => isPending(state)).length,
  };
}

const noSettings: { readonly settings: Settings } = { settings: {} };
const none: TenantOverview['quarantine'] = { open: 0, today: 0, week: 0, month: 0, older: 0, oldestAt: null };

interface About {
  readonly tenant: string;
  readonly waiting: TenantOverview['quarantine'];
  readonly settings: Settings;
  readonly now: Date;
}

function overviewOf(
  { journal }: Workspace,
  queue: RunQueue,
  { tenant, waiting, settings, now }: About,
): { readonly overview: TenantOverview; readonly needs: readonly Need[] } {
  const views = journal.runs({ tenant, limit: lastRuns });
  const runs = views.map((view) => documentOf(view.runId, view, queue.find(view.runId)));
  const [last] = runs;
  const publication = journal.lastPublication(tenant);
  const delivered = views.find(({ stages }) => stages.some(({ stage }) => stage === 'received'));
  const days =
    delivered === undefined ? 0 : (now.getTime() - Date.parse(delivered.startedAt)) / dayMilliseconds;
  const late = days > effectiveSettings(settings, tenant).staleAfterDays;
  const overview: TenantOverview = {
    tenant,
    quarantine: waiting,
    lastRun:
      last === undefined
        ? null
        : { runId: last.runId, state: last.state, at: last.startedAt ?? now.toISOString() },
    lastPublication:
      publication === undefined
        ? null
        : {
            publicationId: publication.body.publicationId,
            runId: publication.body.runId ?? null,
            at: publication.at,
          },
    lastDeliveryAt: delivered?.startedAt ?? null,
    late,
    passRates: views.flatMap(passRateOf).toReversed(),
  };
  const failed = last === undefined ? [] : failedOf(tenant, last);
  return {
    overview,
    needs: [
      ...failed,
      ...(late && delivered !== undefined
        ? [{ kind: 'delivery-late' as const, tenant, since: delivered.startedAt, days: Math.floor(days) }]
        : []),
      ...(waiting.open > 0 && waiting.oldestAt !== null
        ? [{ kind: 'quarantine' as const, tenant, since: waiting.oldestAt, rows: waiting.open }]
        : []),
    ],
  };
}

const kindsOfEnd = {
  failed: 'run-failed',
  interrupted: 'run-interrupted',
  waiting: 'run-waiting',
} as const;

/** Only the tenant's last run: a later one that got through settles the matter. */
function failedOf(tenant: string, run: ReturnType<typeof documentOf>): readonly Need[] {
  const { state } = run;
  if (state !== 'failed' && state !== 'interrupted' && state !== 'waiting') return [];
  const since = run.finishedAt ?? run.startedAt ?? run.queuedAt ?? '';
  return [{ kind: kindsOfEnd[state], tenant, runId: run.runId, since, code: run.error?.code }];
}

function passRateOf({ runId, startedAt, datasets, status }: RunView): TenantOverview['passRates'] {
  if (status !== 'published' && status !== 'unchanged') return [];
  const all = Object.values(datasets).map(numbersOf);
  const sum = (of: 'landed' | 'passed'): number => all.reduce((total, numbers) => total + numbers[of], 0);
  const landed = sum('landed');
  return landed === 0 ? [] : [{ runId, at: startedAt, landed, rate: sum('passed') / landed }];
}

const urgency = {
  'run-failed': 0,
  'run-interrupted': 1,
  'delivery-late': 2,
  'run-waiting': 3,
  quarantine: 4,
} as const satisfies Record<Need['kind'], number>;

const byUrgency = (a: Need, b: Need): number =>
  urgency[a.kind] - urgency[b.kind] || a.since.localeCompare(b.since);

const count = z.coerce.number();
const waitingRow = z.object({
  tenant: z.string(),
  open: count,
  today: count,
  week: count,
  month: count,
  older: count,
  oldestAt: z.string().nullable(),
});

async function waitingRows(
  host: Host,
  duck: Duck,
  folder: string,
  tenant: string | undefined,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, TenantOverview['quarantine']>> {
  const tables = await quarantineTables(host, { workspace: folder, tenant });
  if (tables.length === 0) return new Map();
  const now = host.now();
  const rows = joinSql(
    tables.map(({ rows: of }) => sql`SELECT tenant_id, opened_at FROM ${of} WHERE closed_at IS NULL`),
    ' UNION ALL ',
  );
  const since = (days: number) => sql`${new Date(now.getTime() - days * dayMilliseconds)}`;
  const found = await duck.rows(
    sql`
    SELECT tenant_id AS tenant, count(*) AS open,
      count(*) FILTER (WHERE opened_at >= ${since(1)}) AS today,
      count(*) FILTER (WHERE opened_at < ${since(1)} AND opened_at >= ${since(7)}) AS week,
      count(*) FILTER (WHERE opened_at < ${since(7)} AND opened_at >= ${since(30)}) AS month,
      count(*) FILTER (WHERE opened_at < ${since(30)}) AS older,
      ${timeText(sql`min(opened_at)`)} AS "oldestAt"
    FROM (${rows})
    GROUP BY tenant_id`,
    waitingRow,
    signal,
  );
  return new Map(found.map(({ tenant: of, ...waiting }) => [of, waiting]));
}
