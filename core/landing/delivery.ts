import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Sql } from '../sql/sql.ts';
import type { TextDialect } from './text/dialect.ts';

/** What a tenant hands over at once, as the caller declares it. */
export interface LandingRequest {
  readonly tenant: string;
  /** Absolute paths of folders or files. */
  readonly sources: readonly string[];
  /** `full` = everything the source has, `delta` = what is new or changed. */
  readonly kind: 'delta' | 'full';
  readonly extractedAt?: Date;
  /** IANA name: the zone of timestamps without an offset. Default UTC. */
  readonly timezone?: string;
  /** Existing folder for staged files; the caller removes it when the relations are no longer needed. */
  readonly scratch: string;
}

/** A source column. `name` is data from outside: never an identifier; `column` (`c1` …) is. */
export interface RawColumn {
  readonly name: string;
  readonly column: string;
  /** DuckDB's type of the column in the source; of several files' types the first. */
  readonly sourceType: string;
}

export interface SourceObject {
  readonly fileNo: number;
  readonly path: string;
  /** SHA-256 of the bytes as delivered, hex. */
  readonly digest: string;
  readonly bytes: number;
  readonly format: 'parquet' | 'csv';
  /** All data rows of the object, whether they count or not. */
  readonly rows: number;
  /** How the text was read; text files only. */
  readonly dialect?: TextDialect;
  /** Changes when the content may have changed; see `assertUnchanged`. */
  readonly version: string;
}

export type IgnoredReason = 'stale generation' | 'job did not succeed' | 'same content as another file';

/** Rows that are in the files but not part of the delivery. */
export interface Ignored {
  readonly path: string;
  readonly rows: number;
  readonly reason: IgnoredReason;
  /** Which generation, job or file. */
  readonly detail: string;
}

/** How a file differs from what its batch looks like; nothing of it is an error. */
export interface FileDrift {
  readonly fileNo: number;
  readonly path: string;
  /** Columns of the batch that this file lacks; they are NULL in its rows. */
  readonly missing: readonly string[];
  /** Columns whose type is not the batch's. */
  readonly retyped: readonly { readonly name: string; readonly from: string; readonly to: string }[];
  /** Values that are no UTF-8 text, kept with escaped bytes. */
  readonly escapedValues: number;
}

/** One dataset of a delivery. */
export interface Batch {
  readonly dataset: DatasetName;
  /** From tenant, dataset and the source objects' digests; never from clock or path. */
  readonly batchId: string;
  readonly objects: readonly SourceObject[];
  readonly columns: readonly RawColumn[];
  /** The raw relation of docs/architecture.md: stands after FROM. */
  readonly relation: Sql;
  /** The relation's row_id as an expression over its file_no and row_no, for who needs it of a few rows: of all it is not cheap. */
  readonly rowId: Sql;
  /** Rows of the relation. */
  readonly rows: number;
  readonly ignored: readonly Ignored[];
  readonly drift: readonly FileDrift[];
  /** Several rows of a key are its history, not duplicates. */
  readonly changeFeed: boolean;
  /** `extracted_at` is there for some rows. */
  readonly hasSequence: boolean;
}

export type NotReadReason =
  | "another tenant's"
  | "beside the tenant's own folder"
  | 'not named for a dataset'
  | 'named for both datasets'
  | 'written by an earlier check'
  | 'a format that is not read'
  | 'a symbolic link'
  | 'not a regular file'
  | 'hidden';

export interface NotRead {
  readonly path: string;
  readonly reason: NotReadReason;
}

export interface Delivery {
  readonly tenant: string;
  /** From tenant and batch ids. */
  readonly deliveryId: string;
  readonly kind: 'delta' | 'full';
  readonly extractedAt?: Date;
  readonly timezone: string;
  /** In the order of contracts/data. */
  readonly batches: readonly Batch[];
  readonly notRead: readonly NotRead[];
}
