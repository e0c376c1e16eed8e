import { specById } from '../iceberg/metadata/lookup.ts';
import type { Operation } from '../iceberg/metadata/types.ts';
import type { Refusal } from '../iceberg/commit/conflicts.ts';
import type { TableCommit } from '../iceberg/commit/stage-table.ts';
import type { DataFile } from '../iceberg/manifest/types.ts';
import type { Table } from '../iceberg/table.ts';
import type { StagedChange } from './staged.ts';

/** A staged change as a commit that other tenants' commits do not disturb; pure. */
export function commitOf(
  staged: StagedChange,
  snapshotId: bigint,
  tenant: { readonly fieldId: number; readonly name: string },
  summary: Readonly<Record<string, string>>,
): TableCommit {
  const { table, change } = staged;
  return {
    table,
    changes: [
      {
        kind: 'files',
        snapshotId,
        branch: 'main',
        operation: operationOf(staged),
        add: change.add,
        remove: change.remove,
        summary,
      },
    ],
    refuse: refuseOwn(table, tenant.fieldId, tenant.name),
  };
}

function operationOf({ change: { add, remove } }: StagedChange): Operation {
  const adds = add.some(({ file }) => file.content === 'data');
  const takes = remove.length > 0 || add.some(({ file }) => file.content !== 'data');
  if (!takes) return 'append';
  return adds ? 'overwrite' : 'delete';
}

/** Refuses where a tenant's rows were touched in between. A file whose partition does not say whose rows it holds may hold the tenant's. */
export function refuseOwn({ metadata }: Table, fieldId: number, tenant: string): Refusal {
  const known = new Set(metadata['partition-specs'].map((spec) => spec['spec-id']));
  const mayBeOwn = ({ specId, partition }: DataFile): boolean => {
    if (!known.has(specId)) return true;
    const field = specById(metadata, specId).fields.find(
      (one) => one['source-id'] === fieldId && one.transform === 'identity',
    );
    return field === undefined || partition.get(field['field-id']) === tenant;
  };
  return ({ added, removed }) =>
    [...added, ...removed].some(mayBeOwn) ? `rows of tenant ${tenant} were changed in between` : undefined;
}
