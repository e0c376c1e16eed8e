import type { ManifestReader } from '../manifest/manifest-reader.ts';
import type { NewManifest } from '../manifest/write-manifest.ts';
import type { TableFiles } from '../storage/table-files.ts';
import type { Stamps } from '../table.ts';

/** A manifest that was written, and where. */
export interface StoredManifest {
  readonly manifest: NewManifest;
  readonly location: string;
  readonly bytes: number;
}

/** What one table's commit keeps between its tries. */
export interface Staging {
  readonly files: TableFiles;
  readonly stamps: Stamps;
  readonly read: ManifestReader;
  /** Manifests of added files by snapshot: written by the first try, listed again by the following ones. */
  readonly added: Map<bigint, readonly StoredManifest[]>;
}

/** 16 random bytes, the marker between an Avro file's blocks. */
export const syncMarker = (stamps: Stamps): Uint8Array =>
  Buffer.from(stamps.uuid().replaceAll('-', ''), 'hex');

export const metadataFolder = (location: string): string => `${location.replace(/\/+$/, '')}/metadata`;
