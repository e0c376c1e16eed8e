import type { Catalog } from '../catalog/catalog.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Table } from '../iceberg/table.ts';
import type { Journal } from '../journal/journal.ts';
import type { Lease } from '../journal/leases.ts';
import { journalPath } from './places.ts';

/**
 * Settles what a crash left open for a tenant: whatever the catalog holds is the truth and becomes the outcome. To be called under
 * the tenant's lease. Returns how many publications were settled.
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
      const table = await find(catalog, one.table);
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
        ...(body.runId === undefined || journal.run(body.runId)?.status !== 'started'
          ? []
          : [
              {
                tenant,
                inputs,
                kind: 'run-finished' as const,
                body: { runId: body.runId, status: 'interrupted' as const, seconds: 0, datasets: {} },
              },
            ]),
      ],
      lease,
    );
  }
  return open.length;
}

async function find(catalog: Catalog, text: string): Promise<Table | undefined> {
  const dot = text.lastIndexOf('.');
  const name = { namespace: text.slice(0, dot), name: text.slice(dot + 1) };
  try {
    return await catalog.load(name);
  } catch (cause) {
    if (cause instanceof QuaysideError && cause.code === 'TABLE_NOT_FOUND') return undefined;
    throw cause;
  }
}
