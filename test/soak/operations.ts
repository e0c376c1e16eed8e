import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { contracts } from '../../contracts/data/contracts.ts';
import { auditVerify } from '../../core/app/audit.ts';
import { runClean } from '../../core/app/clean.ts';
import { listQuarantine } from '../../core/app/quarantine.ts';
import { query } from '../../core/app/query.ts';
import { runRollback } from '../../core/app/rollback.ts';
import { attemptAgain, cancelRun, interruptedRuns } from '../../core/app/run-again.ts';
import type { RunRequest } from '../../core/app/run-job.ts';
import { runMany, type WorkerHost } from '../../core/app/run-many.ts';
import { openQueue } from '../../core/app/run-queue.ts';
import { run } from '../../core/app/run.ts';
import { listRuns } from '../../core/app/run-status.ts';
import { compact, expire } from '../../core/app/table-upkeep.ts';
import { QuaysideError } from '../../core/base/errors.ts';
import type { ErrorCode } from '../../contracts/errors.ts';
import { killAfter } from '../faults/kill.ts';
import { endProcess } from '../runs/processes.ts';
import {
  deliveriesOf,
  type SoakTenant,
  soakTenants,
  touchDelivery,
  writeBroken,
  writeDelivery,
} from './deliveries.ts';

/** What an operation has to work with. */
interface Soak {
  readonly host: WorkerHost;
  /** Of the whole soak. */
  readonly folder: string;
  readonly workspace: string;
  /** Numbers from 0 to 1. */
  readonly draw: () => number;
  /** Unique. */
  readonly tag: string;
}

interface Operation {
  /** How often, beside the others. */
  readonly weight: number;
  /** Resolves to a few words for the log. */
  readonly perform: (soak: Soak) => Promise<string>;
  /** It must not succeed. */
  readonly fails?: true;
  /** Codes that it may end with, beside those of a workspace on which others work. */
  readonly codes: readonly ErrorCode[];
}

/** Somebody else has the tenant or was quicker. */
const busy: readonly ErrorCode[] = ['CONFLICT', 'CATALOG_BUSY'];

const pick = <T>(from: readonly T[], draw: number): T | undefined => from[Math.floor(draw * from.length)];
const anyTenant = (soak: Soak): SoakTenant => pick(soakTenants, soak.draw()) ?? soakTenants[0] ?? never();
const never = (): never => {
  throw new TypeError('there are tenants');
};
const deliveriesIn = ({ folder }: Soak): string => join(folder, 'deliveries');
const tables = Object.values(contracts).flatMap(({ silverTable, quarantineTable }) => [
  silverTable,
  quarantineTable,
]);
const anyTable = (soak: Soak): string => pick(tables, soak.draw()) ?? '';
const request = (soak: Soak, tenant: string, source: string): RunRequest => ({
  tenant,
  sources: [source],
  workspace: soak.workspace,
  timezone: 'UTC',
  severities: {},
});

/** A delivery of now, of some keys. */
const fresh = (
  soak: Soak,
  tenant: SoakTenant,
  share = 0.1 + soak.draw() * 0.5,
  minutesBack = 0,
): Promise<string> =>
  writeDelivery(deliveriesIn(soak), {
    tenant,
    tag: soak.tag,
    time: new Date(Date.now() - minutesBack * 60_000),
    share,
    withParts: soak.draw() < 0.7,
    draw: soak.draw,
  });
const earlier = async (soak: Soak, tenant: SoakTenant): Promise<string> =>
  pick((await deliveriesOf(deliveriesIn(soak), tenant.name)).toSorted(), soak.draw()) ?? fresh(soak, tenant);

const words = ({ status, tenant, seconds }: { status: string; tenant: string; seconds: number }): string =>
  `${tenant} ${status} in ${seconds} s`;

async function runOf(
  soak: Soak,
  tenant: SoakTenant,
  source: string,
  more: Partial<RunRequest> = {},
): Promise<string> {
  return words(await run(soak.host, { ...request(soak, tenant.name, source), ...more }));
}

/** A run of the tenant that is not too long ago: older snapshots are expired. */
async function earlierRun(soak: Soak, tenant: string): Promise<string | undefined> {
  const runs = await listRuns(soak.host, soak.workspace, tenant);
  const done = runs.filter(({ status }) => status === 'published' || status === 'unchanged');
  return pick(done.slice(0, 12), soak.draw())?.runId;
}

const rollbackTenant = (soak: Soak): SoakTenant =>
  pick(
    soakTenants.filter(({ touched }) => !touched),
    soak.draw(),
  ) ?? never();
const touchTenant = (soak: Soak): SoakTenant =>
  pick(
    soakTenants.filter(({ touched }) => touched),
    soak.draw(),
  ) ?? never();

const operations = {
  'run new': {
    weight: 14,
    codes: [],
    perform: async (soak) => {
      const tenant = anyTenant(soak);
      return runOf(soak, tenant, await fresh(soak, tenant));
    },
  },
  'run repeated': {
    weight: 6,
    codes: [],
    perform: async (soak) => {
      const tenant = anyTenant(soak);
      return runOf(soak, tenant, await earlier(soak, tenant));
    },
  },
  'run older': {
    weight: 4,
    codes: [],
    perform: async (soak) => {
      const tenant = anyTenant(soak);
      return runOf(soak, tenant, await fresh(soak, tenant, 0.5, soak.draw() * 10));
    },
  },
  'run touched': {
    weight: 3,
    codes: [],
    perform: async (soak) => {
      const tenant = touchTenant(soak);
      const of = await earlier(soak, tenant);
      return runOf(
        soak,
        tenant,
        await touchDelivery(deliveriesIn(soak), tenant, `${soak.tag}t`, of, new Date()),
      );
    },
  },
  'run full': {
    weight: 4,
    codes: [],
    perform: async (soak) => {
      const tenant = anyTenant(soak);
      const source = await fresh(soak, tenant, 0.4 + soak.draw() * 0.6);
      const fullDelivery = { removes: soak.draw() < 0.8, maxShare: 0.5 };
      return runOf(soak, tenant, source, { kind: 'full', fullDelivery });
    },
  },
  'run broken': {
    weight: 3,
    fails: true,
    codes: [
      'MISSING_REQUIRED_COLUMNS',
      'NOTHING_TO_READ',
      'FILE_EMPTY',
      'FILE_NOT_UTF8',
      'FILE_NOT_PARQUET',
      'FILE_DAMAGED',
      'FILE_DIALECT',
      'DATASET_UNCLEAR',
      'SOURCE_NOT_READABLE',
    ],
    perform: async (soak) => {
      const tenant = anyTenant(soak);
      return runOf(soak, tenant, await writeBroken(deliveriesIn(soak), tenant.name, soak.tag, soak.draw()));
    },
  },
  'run stopped': {
    weight: 4,
    codes: ['CANCELLED'],
    perform: async (soak) => {
      const tenant = anyTenant(soak);
      const source = await fresh(soak, tenant);
      const stop = new AbortController();
      const timer = globalThis.setTimeout(() => stop.abort(), soak.draw() * 900);
      try {
        return words(await run(soak.host, request(soak, tenant.name, source), { signal: stop.signal }));
      } finally {
        clearTimeout(timer);
      }
    },
  },
  'run cancelled': {
    weight: 2,
    codes: ['CANCELLED'],
    perform: async (soak) => {
      const tenant = anyTenant(soak);
      const source = await fresh(soak, tenant);
      const cancelled = setTimeout(soak.draw() * 900).then(() => cancelOne(soak, tenant.name));
      try {
        return words(await run(soak.host, request(soak, tenant.name, source)));
      } finally {
        await cancelled;
      }
    },
  },
  'run many': {
    weight: 2,
    codes: [],
    perform: async (soak) => {
      const many = soakTenants.filter(() => soak.draw() < 0.4);
      const requests: RunRequest[] = [];
      for (const tenant of many) requests.push(request(soak, tenant.name, await fresh(soak, tenant)));
      const kills =
        soak.draw() < 0.5 ? setTimeout(500 + soak.draw() * 2500).then(() => killWorker(soak)) : undefined;
      const { runs } = await runMany(soak.host, requests, { jobs: 2 });
      const killed = await kills;
      return `${runs.map(({ tenant, state }) => `${tenant} ${state}`).join(', ')}${killed === undefined ? '' : `; killed ${killed}`}`;
    },
  },
  'run killed': {
    weight: 5,
    codes: [],
    perform: async (soak) => {
      const tenant = anyTenant(soak);
      const source = await fresh(soak, tenant);
      return killed(soak, [
        'run',
        '--tenant',
        tenant.name,
        '--source',
        source,
        ...(soak.draw() < 0.3 ? ['--full'] : []),
      ]);
    },
  },
  resume: {
    weight: 4,
    codes: ['USAGE', 'SOURCE_CHANGED'],
    perform: async (soak) => {
      const waiting = await interruptedRuns(soak.host, soak.workspace);
      const runId = pick(waiting, soak.draw());
      if (runId === undefined) return 'none';
      return words(await attemptAgain(soak.host, soak.workspace, runId, 'resume'));
    },
  },
  rollback: {
    weight: 3,
    codes: ['SNAPSHOT_NOT_FOUND'],
    perform: async (soak) => {
      const { name: tenant } = rollbackTenant(soak);
      const runId = await earlierRun(soak, tenant);
      if (runId === undefined) return 'none';
      const { status } = await runRollback(soak.host, {
        workspace: soak.workspace,
        tenant,
        target: { runId },
      });
      return `${tenant} to ${runId}: ${status}`;
    },
  },
  'rollback killed': {
    weight: 2,
    codes: [],
    perform: async (soak) => {
      const { name: tenant } = rollbackTenant(soak);
      const runId = await earlierRun(soak, tenant);
      if (runId === undefined) return 'none';
      return killed(soak, ['tables', 'rollback', '--tenant', tenant, '--to-run', runId, '--yes']);
    },
  },
  compact: {
    weight: 3,
    codes: ['TABLE_NOT_FOUND'],
    perform: async (soak) => {
      const { status, table } = await compact(soak.host, {
        workspace: soak.workspace,
        table: anyTable(soak),
      });
      return `${table} ${status}`;
    },
  },
  'compact killed': {
    weight: 2,
    codes: [],
    perform: (soak) => killed(soak, ['tables', 'compact', anyTable(soak)]),
  },
  expire: {
    weight: 3,
    codes: ['TABLE_NOT_FOUND'],
    perform: async (soak) => {
      const what = { workspace: soak.workspace, table: anyTable(soak), keep: 30, olderThanDays: 0 };
      const { table, snapshots, files } = await expire(soak.host, what);
      return `${table}: ${snapshots} snapshots, ${files} files`;
    },
  },
  clean: {
    weight: 0.4,
    codes: [],
    perform: async (soak) => {
      const { tenant, status } = await runClean(soak.host, {
        workspace: soak.workspace,
        tenant: anyTenant(soak).name,
      });
      return `${tenant} ${status}`;
    },
  },
  'clean killed': {
    weight: 0.4,
    codes: [],
    perform: (soak) => killed(soak, ['clean', '--tenant', anyTenant(soak).name, '--yes']),
  },
  query: {
    weight: 6,
    codes: ['USAGE'],
    perform: async (soak) => {
      const { silverTable, primaryKey } = contracts[soak.draw() < 0.5 ? 'suppliers' : 'parts'];
      // Whatever others do meanwhile: one moment of the table, no key of a tenant twice.
      const statement = `SELECT count(*)::INTEGER AS rows, count(DISTINCT (tenant_id, ${primaryKey.field}))::INTEGER AS keys FROM ${silverTable}`;
      const asked = { workspace: soak.workspace, statement, limit: 10, timeoutSeconds: 120 };
      const { rows } = await query(soak.host, asked);
      const [[all, keys] = []] = z.array(z.array(z.unknown())).parse(rows);
      if (all !== keys) throw new Error(`${silverTable}: ${String(all)} rows of ${String(keys)} keys`);
      return `${silverTable}: ${String(all)} rows`;
    },
  },
  quarantine: {
    weight: 2,
    codes: [],
    perform: async (soak) => {
      const { name: tenant } = anyTenant(soak);
      const groups = await listQuarantine(soak.host, {
        workspace: soak.workspace,
        tenant,
        state: 'open',
        showPersonalData: false,
      });
      return `${tenant}: ${groups.length} groups`;
    },
  },
  'audit verify': {
    weight: 1,
    codes: [],
    perform: async (soak) => {
      const { records, files, whole, recordFaults, fileFaults } = await auditVerify(
        soak.host,
        soak.workspace,
      );
      if (!whole) throw new Error(`audit: ${JSON.stringify([...recordFaults, ...fileFaults].slice(0, 5))}`);
      return `${records} records, ${files} files`;
    },
  },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;

const table: Readonly<Record<OperationName, Operation>> = operations;
export const operationOf = (name: OperationName): Operation => table[name];
const names = Object.keys(operations).filter((name): name is OperationName => name in operations);
const weights = names.map((name) => table[name].weight);

export function chooseOperation(draw: number): OperationName {
  let left = draw * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, weight] of weights.entries()) {
    left -= weight;
    const name = names[index];
    if (left < 0 && name !== undefined) return name;
  }
  return 'run new';
}

/** Whether an operation may end with a code. */
export const allowed = (name: OperationName, code: string): boolean =>
  [...busy, ...table[name].codes].some((one) => one === code);

/** The command line as a process of its own, killed at some moment of it if it is not done by then. */
async function killed(soak: Soak, args: readonly string[]): Promise<string> {
  const after = 100 + soak.draw() * 1800;
  const died = await killAfter([...args, '--workspace', soak.workspace], after);
  return `${args.join(' ')}: ${died ? `killed after ${after.toFixed(0)} ms` : 'ended'}`;
}

async function cancelOne(soak: Soak, tenant: string): Promise<void> {
  const on = onNow(soak, tenant);
  if (on === undefined) return;
  try {
    await cancelRun(soak.host, soak.workspace, on);
  } catch (cause) {
    // It is over or too far by now.
    if (!(cause instanceof QuaysideError && cause.code === 'USAGE')) throw cause;
  }
}

/** A run of the tenant that this process does itself. */
function onNow(soak: Soak, tenant: string): string | undefined {
  using queue = openQueue(soak.host, soak.workspace);
  return queue.open().find((one) => one.tenant === tenant && one.worker?.pid === process.pid)?.runId;
}

/** The worker of some run that an engine of this process started. */
function killWorker(soak: Soak): string | undefined {
  using queue = openQueue(soak.host, soak.workspace);
  const own = queue.open().filter(({ engine, worker }) => engine?.pid === process.pid && worker !== null);
  const one = pick(own, soak.draw());
  const worker = one?.worker?.pid ?? process.pid;
  if (one === undefined || worker === process.pid) return undefined;
  // It may have ended since.
  endProcess(worker);
  return one.tenant;
}
