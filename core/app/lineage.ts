import { contracts, datasetNames } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import { QuaysideError } from '../base/errors.ts';
import { stopIfCancelled, type Work } from '../base/progress.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Duck } from '../duck/duck.ts';
import type { LineagePath } from '../journal/lineage.ts';
import { Bench, type Host } from './host.ts';
import { type KeyOf, type KeyPlace, placesOfKey } from './lineage-places.ts';
import { Workspace } from './run-workspace.ts';

export interface LineageRequest {
  /** Absolute path. */
  readonly workspace: string;
  /** The id of a run, or the primary or business key of a supplier or part. */
  readonly of: string;
  /** Of a key: only of this tenant. */
  readonly tenant?: string | undefined;
}

/** A run, what it was given and what it published. */
interface LineageRun {
  readonly runId: string;
  readonly tenant: string | null;
  readonly status: string;
  readonly startedAt: string;
  readonly deliveryId: string | null;
  /** Of a key: only the files of the batches that its rows are of. */
  readonly files: readonly {
    readonly dataset: DatasetName;
    readonly batchId: string;
    /** Relative to the workspace where it is inside it. */
    readonly path: string;
    readonly digest: string;
    readonly rows: number;
  }[];
  readonly tables: readonly { readonly table: string; readonly snapshotId: string }[];
}

export interface Lineage {
  readonly of: string;
  readonly kind: 'run' | 'key';
  /** Where the key's rows are now; empty for a run. */
  readonly places: readonly KeyPlace[];
  /** Every run that judged what the rows came in. */
  readonly runs: readonly LineageRun[];
}

/** From a run, or from a key's rows in silver and quarantine, back to the files. Throws USAGE for what is neither. */
export async function lineage(
  host: Host,
  { workspace: folder, of, tenant }: LineageRequest,
  { signal }: Work = {},
): Promise<Lineage> {
  await using workspace = await Workspace.open(host, folder);
  const { journal, catalog } = workspace;
  const run = journal.lineageOfRun(of);
  if (run !== undefined) return { of, kind: 'run', places: [], runs: [runOf(run)] };
  await using bench = await Bench.open(host);
  const places = await placesOf(bench.duck, catalog, { key: of, tenant }, signal);
  if (places.length === 0)
    throw await nothingFound(bench.duck, catalog, { of, tenant, workspace: folder }, signal);
  const batches = new Set(places.flatMap(({ batchId }) => batchId ?? []));
  const runs = new Map<string, LineageRun>();
  for (const path of [...batches].flatMap((batch) => journal.lineageOfBatch(batch))) {
    runs.set(path.run.runId, runOf(path, batches));
  }
  return {
    of,
    kind: 'key',
    places,
    runs: [...runs.values()].toSorted((a, b) => a.startedAt.localeCompare(b.startedAt)),
  };
}

async function placesOf(
  duck: Duck,
  catalog: Catalog,
  of: KeyOf,
  signal: AbortSignal | undefined,
): Promise<readonly KeyPlace[]> {
  const places: KeyPlace[] = [];
  for (const dataset of datasetNames) {
    stopIfCancelled(signal);
    places.push(...(await placesOfKey(duck, catalog, contracts[dataset], of, signal)));
  }
  return places;
}

/** Where it is another tenant's, that is said. */
async function nothingFound(
  duck: Duck,
  catalog: Catalog,
  { of, tenant, workspace }: LineageRequest,
  signal: AbortSignal | undefined,
): Promise<QuaysideError> {
  const others = tenant === undefined ? [] : await placesOf(duck, catalog, { key: of }, signal);
  const tenants = [...new Set(others.map((place) => place.tenant))];
  const hint =
    tenants.length === 0
      ? 'expected a supplier_id or supplier_code, a part_id or part_number, or the id of a run: `quayside runs` lists them'
      : `${tenants.join(', ')} ${tenants.length === 1 ? 'has' : 'have'} it: name the tenant with --tenant`;
  return new QuaysideError(
    'USAGE',
    `${of} is neither a run nor the key of a row${tenant === undefined ? '' : ` of ${tenant}`} in ${workspace}; ${hint}.`,
    { parameters: { of } },
  );
}

const runOf = ({ run, delivery }: LineagePath, batches?: ReadonlySet<string>): LineageRun => ({
  runId: run.runId,
  tenant: run.tenant,
  status: run.status,
  startedAt: run.startedAt,
  deliveryId: run.deliveryId ?? delivery?.body.deliveryId ?? null,
  files: (delivery?.body.batches ?? [])
    .filter(({ batchId }) => batches?.has(batchId) ?? true)
    .flatMap(({ dataset, batchId, objects }) =>
      objects.map(({ path, digest, rows }) => ({ dataset, batchId, path, digest, rows })),
    ),
  tables: run.publications
    .filter(({ body }) => body.outcome === 'published')
    .flatMap(({ body }) => body.tables.map(({ table, snapshotId }) => ({ table, snapshotId }))),
});
