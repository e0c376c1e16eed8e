import { contracts } from '../../contracts/data/contracts.ts';
import type { NewRecord } from '../../contracts/journal/record.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Journal } from '../journal/journal.ts';
import type { Lease } from '../journal/leases.ts';
import { journalPath } from './places.ts';
import { loadIfThere } from './tables.ts';

type Intent = ReturnType<Journal['openIntents']>[number]['body'];

/**
 * Settles what a crash left open for a tenant: whatever the catalog holds is the truth and becomes the outcome, and its
 * runs that were killed are said to be interrupted. To be called under the tenant's lease. Returns how many publications were settled.
 */
export async function recoverTenant(
  catalog: Catalog,
  journal: Journal,
  lease: Lease,
  workspace: string,
): Promise<number> {
  const open = journal.openIntents().filter(({ tenant }) => tenant === lease.tenant);
  for (const { body, tenant, inputs } of open) {
    // Its process may only stand still: from here on it cannot commit, so that what the tables hold stays the outcome.
    await catalog.forbid(body.publicationId);
    const tables: (typeof body.tables)[number][] = [];
    let found = 0;
    for (const one of body.tables) {
      const table = await loadIfThere(catalog, one.table);
      const took = table?.metadata.snapshots.some(
        (snapshot) => String(snapshot['snapshot-id']) === one.snapshotId,
      );
      if (took === true) found += 1;
      const metadataLocation =
        table === undefined || took !== true
          ? one.metadataLocation
          : journalPath(workspace, table.metadataLocation);
      tables.push({ ...one, metadataLocation });
    }
    // All tables of a publication are swapped in one transaction.
    const published = found > 0;
    journal.append(
      [
        {
          tenant,
          inputs,
          kind: 'publication-outcome',
          body: {
            ...body,
            tables,
            outcome: published ? 'published' : 'abandoned',
            recovered: true,
            ...(published ? {} : { reason: 'INTERRUPTED' }),
          },
        },
        ...(published ? finishedAsPlanned(journal, body, tables) : []),
      ],
      lease,
    );
  }
  finishInterrupted(journal, lease);
  return open.length;
}

/** The run of a publication that is in the tables is done, with the counts that it announced and the places that were found. */
function finishedAsPlanned(
  journal: Journal,
  { runId, publicationId }: Intent,
  tables: Intent['tables'],
): readonly NewRecord[] {
  const planned = runId === undefined ? undefined : journal.planned(runId, publicationId);
  if (planned === undefined) return [];
  const { publicationId: _, datasets, ...said } = planned.body;
  const places = new Map(tables.map((one) => [one.table, one]));
  return [
    {
      tenant: planned.tenant,
      inputs: planned.inputs,
      kind: 'run-finished',
      body: {
        ...said,
        seconds: 0,
        datasets: Object.fromEntries(
          Object.entries(datasets).map(([dataset, counts]) => {
            const place = places.get(silverTableOf(dataset));
            if (place === undefined) return [dataset, counts];
            const { snapshotId, metadataLocation } = place;
            return [dataset, { ...counts, snapshotId, metadataLocation }];
          }),
        ),
      },
    },
  ];
}

const silverTableOf = (dataset: string): string =>
  Object.values(contracts).find((contract) => contract.dataset === dataset)?.silverTable ?? '';

/** Under the lease no other run of the tenant is on: those that never finished were killed. */
function finishInterrupted(journal: Journal, lease: Lease): void {
  const { tenant } = lease;
  if (tenant === null) return;
  const dead = journal.runs({ tenant }).filter(({ status }) => status === 'started');
  if (dead.length === 0) return;
  journal.append(
    dead.map(({ runId }) => ({
      tenant,
      inputs: [],
      kind: 'run-finished',
      body: { runId, status: 'interrupted', seconds: 0, datasets: {} },
    })),
    lease,
  );
}
