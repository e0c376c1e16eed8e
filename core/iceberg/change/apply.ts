import { QuaysideError } from '../../base/errors.ts';
import { currentSchema, snapshotById } from '../metadata/lookup.ts';
import type { TableMetadata } from '../metadata/types.ts';
import { editSchema } from './edit-schema.ts';
import type { MetadataChange } from './types.ts';

/** Folds changes into metadata; pure. `now` in milliseconds. Throws USAGE, SNAPSHOT_NOT_FOUND or CONFLICT for what is not possible. */
export function applyChanges(
  metadata: TableMetadata,
  changes: readonly MetadataChange[],
  now: number,
): TableMetadata {
  return changes.reduce((base, change) => applyChange(base, change, now), metadata);
}

function applyChange(metadata: TableMetadata, change: MetadataChange, now: number): TableMetadata {
  switch (change.kind) {
    case 'update-schema':
      return updateSchema(metadata, change);
    case 'add-snapshot':
      return addSnapshot(metadata, change);
    case 'set-ref':
      return setRef(metadata, change, now);
    case 'remove-ref':
      return removeRef(metadata, change);
    case 'remove-snapshots':
      return removeSnapshots(metadata, change);
    case 'set-properties':
      return { ...metadata, properties: { ...metadata.properties, ...change.properties } };
    case 'remove-properties':
      return removeProperties(metadata, change);
    default:
      return change satisfies never;
  }
}

type Of<K extends MetadataChange['kind']> = Extract<MetadataChange, { kind: K }>;

function updateSchema(metadata: TableMetadata, { edits }: Of<'update-schema'>): TableMetadata {
  const edited = editSchema(currentSchema(metadata), edits, metadata['last-column-id']);
  const id = Math.max(...metadata.schemas.map((schema) => schema['schema-id'])) + 1;
  return {
    ...metadata,
    schemas: [...metadata.schemas, { ...edited.schema, 'schema-id': id }],
    'current-schema-id': id,
    'last-column-id': edited.lastColumnId,
  };
}

function addSnapshot(metadata: TableMetadata, { snapshot }: Of<'add-snapshot'>): TableMetadata {
  return {
    ...metadata,
    snapshots: [...metadata.snapshots, snapshot],
    'last-sequence-number': Math.max(metadata['last-sequence-number'], snapshot['sequence-number']),
  };
}

function setRef(metadata: TableMetadata, { name, ref }: Of<'set-ref'>, now: number): TableMetadata {
  const id = ref['snapshot-id'];
  snapshotById(metadata, id);
  const refs = { ...metadata.refs, [name]: { ...metadata.refs[name], ...ref } };
  if (name !== 'main') return { ...metadata, refs };
  if (ref.type !== 'branch') throw new QuaysideError('USAGE', 'main is a branch and cannot become a tag.');
  return {
    ...metadata,
    refs,
    'current-snapshot-id': id,
    'snapshot-log': [...metadata['snapshot-log'], { 'timestamp-ms': now, 'snapshot-id': id }],
  };
}

function removeRef(metadata: TableMetadata, { name }: Of<'remove-ref'>): TableMetadata {
  if (name === 'main') throw new QuaysideError('USAGE', 'main cannot be removed; remove the table instead.');
  const { [name]: _removed, ...refs } = metadata.refs;
  return { ...metadata, refs };
}

function removeSnapshots(metadata: TableMetadata, { ids }: Of<'remove-snapshots'>): TableMetadata {
  const gone = new Set(ids);
  const held = Object.entries(metadata.refs).find(([, ref]) => gone.has(ref['snapshot-id']));
  if (held !== undefined) {
    throw new QuaysideError(
      'CONFLICT',
      `Snapshot ${held[1]['snapshot-id']} is the head of ${held[0]} and stays.`,
    );
  }
  const stays = (entry: { readonly 'snapshot-id': bigint }): boolean => !gone.has(entry['snapshot-id']);
  // Readers take a gap in the log for history that never was: it is cut behind the last snapshot that is gone.
  const lastGone = metadata['snapshot-log'].findLastIndex((entry) => !stays(entry));
  const { statistics, 'partition-statistics': partitionStatistics } = metadata;
  return {
    ...metadata,
    snapshots: metadata.snapshots.filter(stays),
    'snapshot-log': metadata['snapshot-log'].slice(lastGone + 1),
    ...(statistics === undefined ? {} : { statistics: statistics.filter(stays) }),
    ...(partitionStatistics === undefined
      ? {}
      : { 'partition-statistics': partitionStatistics.filter(stays) }),
  };
}

function removeProperties(metadata: TableMetadata, { keys }: Of<'remove-properties'>): TableMetadata {
  const kept = Object.entries(metadata.properties).filter(([key]) => !keys.includes(key));
  return { ...metadata, properties: Object.fromEntries(kept) };
}
