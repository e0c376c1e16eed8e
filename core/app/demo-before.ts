import { hash } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { QuaysideError } from '../base/errors.ts';
import { readTruthFacts } from '../generate/truth-facts.ts';
import { pathFromJournal } from '../silver/places.ts';
import { Bench, type Host } from './host.ts';
import { Workspace } from './run-workspace.ts';
import { listTables } from './table-views.ts';

/** What an earlier demo left in a workspace. */
export interface DemoBefore {
  /** The time that its deliveries stand for. */
  readonly logicalTime?: Date;
}

/** Throws CONFLICT where a tenant has rows in the workspace that no demo brought. */
export async function demoBefore(
  host: Host,
  folder: string,
  tenants: readonly string[],
): Promise<DemoBefore> {
  await using workspace = await Workspace.open(host, folder);
  for (const tenant of tenants) refuseOthers(workspace, tenant);
  const truth = tenants.map((tenant) => join(deliveryFolder(folder, tenant), 'truth.parquet'));
  const [first = ''] = truth;
  const isThere = await access(first).then(
    () => true,
    () => false,
  );
  if (!isThere) return {};
  await using bench = await Bench.open(host);
  const { logicalTime } = await readTruthFacts(bench.duck, first);
  return { logicalTime };
}

/** Whom a demo is about. */
export const demoTenants = ['tenant_acme', 'tenant_globex'] as const;

export const deliveryFolder = (workspace: string, tenant: string): string =>
  join(workspace, 'deliveries', tenant);

/** Whether the tables hold rows of a tenant that other files brought than those which are there now. */
export async function holdsOther(host: Host, folder: string, tenant: string): Promise<boolean> {
  await using workspace = await Workspace.open(host, folder);
  const last = workspace.journal.lastPublication(tenant);
  if (last?.body.purpose !== 'run') return false;
  const files = ['suppliers.parquet', 'parts.parquet'].map((name) =>
    join(deliveryFolder(folder, tenant), name),
  );
  const digests = await Promise.all(files.map(async (file) => hash('sha256', await readFile(file))));
  return digests.some((digest) => !last.inputs.includes(digest));
}

/** To clean the demo's tenants forgets snapshots that other tenants may want to go back to: throws CONFLICT where there are such. */
export async function refuseAmongOthers(
  host: Host,
  folder: string,
  tenants: readonly string[],
): Promise<void> {
  const tables = await listTables(host, folder);
  const others = tables
    .flatMap((table) => Object.keys(table.tenants))
    .filter((one) => !tenants.includes(one));
  if (others.length === 0) return;
  throw new QuaysideError(
    'CONFLICT',
    `${folder} has rows of another demo, and of ${[...new Set(others)].join(', ')}: to remove the demo's would also forget snapshots of theirs, so no table was changed. Name another folder with --workspace, or run the demo as before (same sizes, --seed and --as-of).`,
    { parameters: { folder } },
  );
}

function refuseOthers({ folder, journal }: Workspace, tenant: string): void {
  const own = deliveryFolder(folder, tenant);
  const foreign = journal
    .runs({ tenant, limit: 1000 })
    .find(({ sources }) => sources.some((source) => pathFromJournal(folder, source) !== own));
  if (foreign === undefined) return;
  throw new QuaysideError(
    'CONFLICT',
    `${folder} has a run of ${tenant} from ${foreign.sources.join(', ')}, which is not the demo's; a demo would replace the tenant's rows. Name another folder with --workspace.`,
    { parameters: { folder, tenant } },
  );
}
