import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { stopIfCancelled, type Work } from '../base/progress.ts';
import { parseHead } from '../journal/chain.ts';
import type { ChainFault } from '../journal/chain-check.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { LogFilter } from '../journal/log.ts';
import type { Journal } from '../journal/journal.ts';
import type { PublishedFile } from '../journal/publications.ts';
import { journalHeadKey } from '../silver/transaction.ts';
import type { Host } from './host.ts';
import { Workspace } from './run-workspace.ts';
import { loadAll } from './table-views.ts';

/** A data file that is not what the journal says. */
interface FileFault {
  readonly kind: 'missing' | 'altered';
  readonly table: string;
  readonly path: string;
}

export interface AuditVerdict {
  readonly records: number;
  /** Number and hash of the last record: keep it elsewhere, and a cut tail shows too. */
  readonly head: { readonly seq: number; readonly hash: string };
  readonly recordFaults: readonly ChainFault[];
  readonly files: number;
  readonly fileFaults: readonly FileFault[];
  readonly whole: boolean;
}

/** The audit trail, the last record first. */
export async function auditLog(host: Host, folder: string, filter: LogFilter): Promise<JournalEntry[]> {
  await using workspace = await Workspace.open(host, folder);
  return workspace.journal.log(filter);
}

/**
 * Checks every record against its hash, its neighbours and the heads that the tables' snapshots hold, and every published data file
 * against its recorded digest.
 */
export async function auditVerify(host: Host, folder: string, work: Work = {}): Promise<AuditVerdict> {
  await using workspace = await Workspace.open(host, folder);
  const { journal } = workspace;
  const heads = (await loadAll(workspace)).flatMap(({ metadata }) =>
    metadata.snapshots.flatMap(({ summary }) => {
      const head = summary?.[journalHeadKey];
      return head === undefined ? [] : [parseHead(head)];
    }),
  );
  const { records, head, faults } = await journal.verify(heads, work);
  const files = journal.publishedFiles();
  const fileFaults: FileFault[] = [];
  for (const [index, file] of files.entries()) {
    stopIfCancelled(work.signal);
    work.progress?.({ stage: 'data files', rows: index, total: files.length });
    const kind = await faultOf(resolve(folder, file.path), file);
    if (kind !== undefined) fileFaults.push({ kind, table: file.table, path: file.path });
  }
  const real = stillPublished(fileFaults, journal);
  return {
    records,
    head,
    recordFaults: faults,
    files: files.length,
    fileFaults: real,
    whole: faults.length === 0 && real.length === 0,
  };
}

/** Files that somebody forgot while others were checked are no fault: that they go is recorded before they do. */
function stillPublished(faults: readonly FileFault[], journal: Journal): readonly FileFault[] {
  if (faults.length === 0) return faults;
  const now = new Set(journal.publishedFiles().map(({ path }) => path));
  return faults.filter(({ path }) => now.has(path));
}

async function faultOf(
  path: string,
  { bytes, digest }: PublishedFile,
): Promise<FileFault['kind'] | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return 'missing';
  if (found.size !== bytes) return 'altered';
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex') === digest ? undefined : 'altered';
}
