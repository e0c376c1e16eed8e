import type { DataFile } from '../iceberg/manifest/types.ts';
import { deleteTarget } from '../iceberg/manifest/delete-target.ts';
import { defaultSpec } from '../iceberg/metadata/lookup.ts';
import type { RowChange } from '../iceberg/rows/file-changes.ts';
import type { PlannedFile, ScanPlan } from '../iceberg/scan/plan-scan.ts';
import { canonicalLocation } from '../iceberg/storage/location.ts';
import type { Table } from '../iceberg/table.ts';
import type { Partition } from '../iceberg/value/partition.ts';

/** A change of one table that is written but not committed. */
export interface StagedChange {
  readonly table: Table;
  readonly plan: ScanPlan;
  readonly change: RowChange;
}

export const isEmpty = ({ change }: StagedChange): boolean =>
  change.add.length === 0 && change.remove.length === 0;

/** The plan's rows as they will be once the change is committed; pure. */
export function stagedPlan({ table, plan, change }: StagedChange): ScanPlan {
  const gone = new Set(change.remove.map(({ location }) => location));
  const added = change.add.map(({ file }) => file);
  const data = added.filter(({ content }) => content === 'data').map((file) => planned(table, file));
  const deletes = added
    .filter(({ content }) => content !== 'data')
    .map((file) => ({
      target: canonicalLocation(deleteTarget(file) ?? ''),
      local: { ...fresh(file), path: table.files.pathOf(file.location) },
    }));
  const kept = plan.files
    .filter(({ file }) => !gone.has(file.location))
    .map((file): PlannedFile => {
      const own = deletes.filter(({ target }) => target === canonicalLocation(file.file.location));
      return own.length === 0
        ? file
        : { ...file, deletes: [...file.deletes, ...own.map(({ local }) => local)] };
    });
  return { ...plan, files: [...kept, ...data] };
}

/** The files of a change that hold the run's own rows and nothing else. */
export const addedPlan = ({ table, plan }: StagedChange, files: readonly DataFile[]): ScanPlan => ({
  ...plan,
  filter: undefined,
  files: files.map((file) => planned(table, file)),
});

const planned = (table: Table, file: DataFile): PlannedFile => ({
  ...fresh(file),
  path: table.files.pathOf(file.location),
  deletes: [],
  whole: true,
});

/** Numbers that the commit gives; nothing here depends on them. */
const fresh = (file: DataFile) => ({ file, sequenceNumber: 0, fileSequenceNumber: 0, snapshotId: 0n });

/** The one partition of a tenant's rows where the table is partitioned by tenant alone: written faster. */
export function tenantPartition(
  { metadata }: Table,
  tenantField: number,
  tenant: string,
): { readonly partition?: Partition } {
  const [first, ...others] = defaultSpec(metadata).fields;
  const alone = others.length === 0 && first?.['source-id'] === tenantField && first.transform === 'identity';
  return alone ? { partition: new Map([[first['field-id'], tenant]]) } : {};
}
