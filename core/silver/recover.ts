import type { Catalog } from '../catalog/catalog.ts';
import type { Journal } from '../journal/journal.ts';
import type { Lease } from '../journal/leases.ts';
import { journalPath } from './places.ts';
import { loadIfThere } from './tables.ts';

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
      ],
      lease,
    );
  }
  finishInterrupted(journal, lease);
  return open.length;
}

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
