import type { DatasetName } from '../../contracts/data/dataset.ts';
import { pathFromJournal } from '../silver/places.ts';
import type { Workspace } from './run-workspace.ts';

export interface DeliveryOfRun {
  readonly files: readonly {
    readonly dataset: DatasetName;
    readonly path: string;
    readonly bytes: number;
    readonly rows: number;
    readonly digest: string;
  }[];
}

/** The files as a run first received them; undefined where it did not get so far. */
export function deliveryOf({ journal, folder }: Workspace, runId: string): DeliveryOfRun | undefined {
  const record = journal.deliveryOf(runId);
  if (record === undefined) return undefined;
  return {
    files: record.body.batches.flatMap(({ dataset, objects }) =>
      objects.map(({ path, bytes, rows, digest }) => ({
        dataset,
        path: pathFromJournal(folder, path),
        bytes,
        rows,
        digest,
      })),
    ),
  };
}
