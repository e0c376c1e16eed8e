import type { DataFile } from '../manifest/types.ts';
import type { Operation, Snapshot } from '../metadata/types.ts';
import { partitionKey } from '../value/partition.ts';

type Summary = Readonly<Record<string, string>>;

/** A snapshot's summary as other engines write it: what changed, and the totals where the parent's are known. */
export function summarize(
  operation: Operation,
  added: readonly DataFile[],
  removed: readonly DataFile[],
  parent: Snapshot | undefined,
  facts: Summary,
): Summary {
  const plus = tally(added);
  const minus = tally(removed);
  const partitions = new Set([...added, ...removed].map((file) => partitionKey(file.specId, file.partition)));
  const changes: readonly (readonly [string, number])[] = [
    ['added-data-files', plus.dataFiles],
    ['added-delete-files', plus.deleteFiles],
    ['added-position-delete-files', plus.deleteFiles],
    ['added-records', plus.records],
    ['added-position-deletes', plus.deletes],
    ['added-files-size', plus.bytes],
    ['deleted-data-files', minus.dataFiles],
    ['removed-delete-files', minus.deleteFiles],
    ['removed-position-delete-files', minus.deleteFiles],
    ['deleted-records', minus.records],
    ['removed-position-deletes', minus.deletes],
    ['removed-files-size', minus.bytes],
    ['changed-partition-count', partitions.size],
  ];
  return {
    operation,
    ...facts,
    ...Object.fromEntries(
      changes.filter(([, value]) => value > 0).map(([key, value]) => [key, String(value)]),
    ),
    ...totals(parent, {
      'total-data-files': plus.dataFiles - minus.dataFiles,
      'total-delete-files': plus.deleteFiles - minus.deleteFiles,
      'total-records': plus.records - minus.records,
      'total-position-deletes': plus.deletes - minus.deletes,
      'total-equality-deletes': 0,
      'total-files-size': plus.bytes - minus.bytes,
    }),
  };
}

function tally(files: readonly DataFile[]) {
  const data = files.filter((file) => file.content === 'data');
  const deletes = files.filter((file) => file.content !== 'data');
  const sum = (of: readonly DataFile[], value: (file: DataFile) => number): number =>
    of.reduce((total, file) => total + value(file), 0);
  return {
    dataFiles: data.length,
    deleteFiles: deletes.length,
    records: sum(data, (file) => file.records),
    deletes: sum(deletes, (file) => file.records),
    bytes: sum(files, (file) => file.bytes),
  };
}

/** A parent without a total leaves it unknown. */
function totals(parent: Snapshot | undefined, changes: Readonly<Record<string, number>>): Summary {
  const known: Record<string, string> = {};
  for (const [key, change] of Object.entries(changes)) {
    const before = parent === undefined ? '0' : parent.summary?.[key];
    if (before !== undefined && /^\d+$/.test(before)) known[key] = String(Number(before) + change);
  }
  return known;
}
