import { applyChanges } from '../change/apply.ts';
import type { TableChange } from '../change/types.ts';
import { formatMetadata } from '../metadata/metadata-file.ts';
import type { TableMetadata } from '../metadata/types.ts';
import type { Table } from '../table.ts';
import { assertFits, type Refusal } from './conflicts.ts';
import { stageSnapshot } from './stage-snapshot.ts';
import { metadataFolder, type Staging } from './staging.ts';
import { storeNew } from './store-manifest.ts';

/** A change of one table, planned on `table`. */
export interface TableCommit {
  readonly table: Table;
  readonly changes: readonly TableChange[];
  /** Judges what others committed since `table` was loaded; without it only the files themselves are checked. */
  readonly refuse?: Refusal;
}

/** A table's next metadata, written but not yet pointed to. */
export interface StagedTable {
  readonly base: Table;
  readonly next: Table;
  readonly written: readonly string[];
}

/** Rebuilds a commit on `base` and writes everything but the pointer. What it wrote is pushed to `written` even when it throws. */
export async function stageTable(
  staging: Staging,
  commit: TableCommit,
  base: Table,
  written: string[],
): Promise<StagedTable> {
  const now = Math.max(staging.stamps.now(), base.metadata['last-updated-ms'] + 1);
  let metadata = base.metadata;
  for (const change of commit.changes) {
    await assertFits(staging, change, commit.table.metadata, base.metadata, commit.refuse);
    if (change.kind === 'files') {
      const staged = await stageSnapshot(staging, metadata, change, now);
      written.push(...staged.written);
      metadata = applyChanges(metadata, staged.changes, now);
    } else {
      metadata = applyChanges(metadata, [change], now);
    }
  }
  metadata = logged(metadata, base, now);
  const version = String(metadataVersion(base.metadataLocation) + 1).padStart(5, '0');
  const location = `${metadataFolder(metadata.location)}/${version}-${staging.stamps.uuid()}.metadata.json`;
  await storeNew(staging, location, formatMetadata(metadata));
  written.push(location);
  return { base, next: { ...base, metadata, metadataLocation: location }, written };
}

/** N of `…/0000N-….metadata.json` or `…/vN.metadata.json`; -1 for names that carry none. */
export function metadataVersion(location: string): number {
  const match = /(?:^|\/)v?(\d+)(?:-[^/]*)?\.(?:gz\.)?metadata\.json$/.exec(location);
  return match === null ? -1 : Number(match[1]);
}

/** The file that is superseded goes into the log, which keeps as many as the table's property says. */
function logged(metadata: TableMetadata, base: Table, now: number): TableMetadata {
  const limit = Number(metadata.properties['write.metadata.previous-versions-max'] ?? 100);
  const log = [
    ...metadata['metadata-log'],
    { 'timestamp-ms': base.metadata['last-updated-ms'], 'metadata-file': base.metadataLocation },
  ];
  return {
    ...metadata,
    'last-updated-ms': now,
    'metadata-log': log.slice(-Math.max(1, Number.isFinite(limit) ? limit : 100)),
  };
}
