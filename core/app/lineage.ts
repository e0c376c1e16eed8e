import { contracts, datasetNames } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import { QuaysideError } from '../base/errors.ts';
import { stopIfCancelled, type Work } from '../base/progress.ts';
import type { LineagePath } from '../journal/lineage.ts';
import { Bench, type Host } from './host.ts';
import { type KeyPlace, placesOfKey } from './lineage-places.ts';
import { Workspace } from './run-workspace.ts';

export interface LineageRequest {
  /** Absolute path. */
  readonly workspace: string;
  /** The id of a run, or the primary key of a supplier or part. */
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
  const places: KeyPlace[] = [];
  for (const dataset of datasetNames) {
    stopIfCancelled(signal);
    places.push(...(await placesOfKey(bench.duck, catalog, contracts[dataset], { key: of, tenant }, signal)));
  }
  if (places.length === 0) {
    throw new QuaysideError(
      'USAGE',
      `${of} is neither a run nor the key of a row${tenant === undefined ? '' : ` of ${tenant}`} in ${folder}; \`quayside runs\` lists the runs.`,
      { parameters: { of } },
    );
  }
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
