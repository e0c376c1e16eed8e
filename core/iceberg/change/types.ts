import type { DataFile } from '../manifest/types.ts';
import type { Operation, Snapshot, SnapshotRef } from '../metadata/types.ts';
import type { IcebergType, PrimitiveType } from '../schema/types.ts';

/** One edit of the current schema. Ids are for ever; names and positions may change. */
export type SchemaEdit =
  /** Optional, so that files written before need not be rewritten. Without an id the next free one. */
  | {
      readonly kind: 'add';
      readonly name: string;
      readonly type: IcebergType;
      readonly id?: number;
      readonly doc?: string;
    }
  /** int → long, float → double, decimal to more digits before the point. */
  | { readonly kind: 'widen'; readonly id: number; readonly type: PrimitiveType }
  | { readonly kind: 'rename'; readonly id: number; readonly name: string };

/** A change of a table's metadata, as data. `applyChanges` folds them. */
export type MetadataChange =
  | { readonly kind: 'update-schema'; readonly edits: readonly SchemaEdit[] }
  | { readonly kind: 'add-snapshot'; readonly snapshot: Snapshot }
  /** Makes or moves a branch or tag. */
  | { readonly kind: 'set-ref'; readonly name: string; readonly ref: SnapshotRef }
  | { readonly kind: 'remove-ref'; readonly name: string }
  /** Forgets snapshots; their files are removed by the upkeep after the commit. Refs' heads cannot be removed. */
  | { readonly kind: 'remove-snapshots'; readonly ids: readonly bigint[] }
  | { readonly kind: 'set-properties'; readonly properties: Readonly<Record<string, string>> }
  | { readonly kind: 'remove-properties'; readonly keys: readonly string[] };

/** A file to be added. One that comes back from an older snapshot keeps its sequence number, so that its old deletes still apply. */
export interface AddedFile {
  readonly file: DataFile;
  readonly sequenceNumber?: number;
}

/** A new snapshot on a branch: files added and removed. Its manifests are written by the commit. */
export interface FileChange {
  readonly kind: 'files';
  readonly snapshotId: bigint;
  /** A branch that is not there yet starts at `main`. */
  readonly branch: string;
  readonly operation: Operation;
  readonly add: readonly AddedFile[];
  /** Live files of the branch. Delete files that concern only removed data files go with them. */
  readonly remove: readonly DataFile[];
  /** Files come back from this snapshot: the commit conflicts where it was expired, its files may be gone. */
  readonly requires?: bigint;
  /** Further facts for the snapshot's summary. */
  readonly summary: Readonly<Record<string, string>>;
}

export type TableChange = MetadataChange | FileChange;
