import type { NewRecord } from '../../contracts/journal/record.ts';
import type { Work } from '../base/progress.ts';
import { appendRecords, readHead } from './append.ts';
import type { JournalHead } from './chain.ts';
import { type Database, openDatabase } from './database.ts';
import type { EntryOf, JournalEntry } from './entry.ts';
import { findEvaluation, findRepeat, type Repeat, type RepeatRequest } from './evaluations.ts';
import {
  acquireLease,
  assertHeld,
  dropDeadLeases,
  type KnownLease,
  type Lease,
  type LeaseRequest,
  type LeaseSurroundings,
  listLeases,
  releaseLease,
  renewLease,
} from './leases.ts';
import { mayBeAlive, thisProcess } from './lease-owner.ts';
import {
  type LineagePath,
  lineageOfBatch,
  lineageOfFile,
  lineageOfRun,
  lineageOfSnapshot,
  type SnapshotOrigin,
} from './lineage.ts';
import { type LogFilter, readLog } from './log.ts';
import {
  auditedSnapshot,
  expiredSnapshots,
  publishedSnapshots,
  lastPublication,
  openIntents,
  type PublishedFile,
  publishedFiles,
  recordedDigests,
  type SeenFile,
  seenFile,
} from './publications.ts';
import {
  assertQuarantineHead,
  type QuarantineEntry,
  quarantineEntries,
  quarantineHead,
} from './quarantine.ts';
import {
  deliveryOfRun,
  findRun,
  listRuns,
  plannedOfRun,
  recordsOfRun,
  type RunFilter,
  type RunView,
  tenantsOf,
} from './runs.ts';
import { type Verification, verifyChain } from './verify.ts';

export interface JournalOptions {
  readonly clock: () => Date;
  /** Who does what is recorded: a person's or a service's name. */
  readonly actor: string;
  readonly newId: () => string;
  /** Whether the process that holds a lease may still be there; asks this machine unless given. */
  readonly isAlive?: LeaseSurroundings['isAlive'];
}

/**
 * Opens a workspace's journal, making or upgrading the file. Its folder must be there. Errors: WORKSPACE_TOO_NEW, JOURNAL_DAMAGED,
 * NOT_WRITABLE, DISK_FULL, CONFLICT (locked by another process for 5 seconds; retryable).
 */
export const openJournal = (file: string, options: JournalOptions): Journal =>
  new Journal(openDatabase(file), options);

/**
 * The record of a workspace: append-only and hash-chained. Several processes may have it open; every write is one short transaction
 * that waits up to 5 seconds for others and then fails with a retryable CONFLICT. Calls but `verify` block and take milliseconds.
 */
export class Journal implements Disposable, AsyncDisposable {
  readonly #db: Database;
  readonly #options: JournalOptions;

  constructor(db: Database, options: JournalOptions) {
    this.#db = db;
    this.#options = options;
  }

  /**
   * Appends all of the records or none; they are on the disk when it returns. Under a lease only while nobody else took it. What does
   * not fit its schema is refused.
   */
  append(records: readonly NewRecord[], under?: Lease): JournalEntry[] {
    return this.#db.immediate(() => {
      if (under !== undefined) assertHeld(this.#db, under);
      const { clock, actor } = this.#options;
      return appendRecords(this.#db, records, { at: clock().toISOString(), actor });
    });
  }

  /**
   * As `append`, but only while `head` is the last of what stewards did to the tenant's quarantine; throws a retryable CONFLICT else, and
   * appends nothing.
   */
  appendToQuarantine(tenant: string, head: number, records: readonly NewRecord[]): JournalEntry[] {
    return this.#db.immediate(() => {
      assertQuarantineHead(this.#db, tenant, head);
      const { clock, actor } = this.#options;
      return appendRecords(this.#db, records, { at: clock().toISOString(), actor });
    });
  }

  quarantineEntries(tenant: string): QuarantineEntry[] {
    return quarantineEntries(this.#db, tenant);
  }

  quarantineHead(tenant: string): number {
    return quarantineHead(this.#db, tenant);
  }

  /** The last record; `seq` 0 in an empty journal. Goes into snapshot summaries by `formatHead`. */
  head(): JournalHead {
    return readHead(this.#db);
  }

  verify(heads: readonly JournalHead[], work: Work = {}): Promise<Verification> {
    return verifyChain(this.#db, heads, work);
  }

  log(filter: LogFilter = {}): JournalEntry[] {
    return readLog(this.#db, filter);
  }

  run(runId: string): RunView | undefined {
    return findRun(this.#db, runId);
  }

  /** Everything that is said of a run, in order. */
  recordsOfRun(runId: string): JournalEntry[] {
    return recordsOfRun(this.#db, runId);
  }

  runs(filter: RunFilter = {}): RunView[] {
    return listRuns(this.#db, filter);
  }

  /** All that any record is about, in order. */
  tenants(): string[] {
    return tenantsOf(this.#db);
  }

  /** The delivery as it was first received for a run; undefined where the run did not get so far. */
  deliveryOf(runId: string): EntryOf<'delivery'> | undefined {
    return deliveryOfRun(this.#db, runId);
  }

  /** What a run said, together with a publication's intent, that it will have done. */
  planned(runId: string, publicationId: string): EntryOf<'run-planned'> | undefined {
    return plannedOfRun(this.#db, runId, publicationId);
  }

  evaluation(evaluationId: string): EntryOf<'evaluation'> | undefined {
    return findEvaluation(this.#db, evaluationId);
  }

  /** The recorded result that answers a request; undefined: judge anew. */
  repeat(request: RepeatRequest): Repeat | undefined {
    return findRepeat(this.#db, request);
  }

  lastPublication(tenant: string): EntryOf<'publication-outcome'> | undefined {
    return lastPublication(this.#db, tenant);
  }

  openIntents(): EntryOf<'publication-intent'>[] {
    return openIntents(this.#db);
  }

  /**
   * The snapshot that the last publication of a tenant's rows in a table made, where it was audited: those of deliveries and releases are.
   * Undefined where what came last was something else.
   */
  auditedSnapshot(tenant: string, table: string): string | undefined {
    return auditedSnapshot(this.#db, tenant, table);
  }

  /** All snapshots that were ever published in a table, whoever's, the last one last. */
  publishedSnapshots(table: string): string[] {
    return publishedSnapshots(this.#db, table);
  }

  /** Snapshots of a table that were forgotten, by the account of expiries. */
  expiredSnapshots(table: string): string[] {
    return expiredSnapshots(this.#db, table);
  }

  seenFile(tenant: string, dataset: SeenFile['dataset']): SeenFile | undefined {
    return seenFile(this.#db, tenant, dataset);
  }

  publishedFiles(): PublishedFile[] {
    return publishedFiles(this.#db);
  }

  /** By path, also of files that are no longer needed: see `recordedDigests`. */
  recordedDigests(): ReadonlyMap<string, string> {
    return recordedDigests(this.#db);
  }

  lineageOfFile(digest: string): LineagePath[] {
    return lineageOfFile(this.#db, digest);
  }

  lineageOfBatch(batchId: string): LineagePath[] {
    return lineageOfBatch(this.#db, batchId);
  }

  lineageOfRun(runId: string): LineagePath | undefined {
    return lineageOfRun(this.#db, runId);
  }

  lineageOfSnapshot(snapshotId: string): SnapshotOrigin | undefined {
    return lineageOfSnapshot(this.#db, snapshotId);
  }

  /** Takes a lease, or fails with a retryable CONFLICT that names its holder. See `keepLease`. */
  acquireLease(request: LeaseRequest): Lease {
    const { clock, newId, actor, isAlive } = this.#options;
    return acquireLease(this.#db, request, {
      now: clock,
      newId,
      owner: thisProcess(actor),
      isAlive: isAlive ?? mayBeAlive,
    });
  }

  /** Extends a lease from now on; undefined where somebody else took it. */
  renewLease(lease: Lease, seconds: number): Lease | undefined {
    return renewLease(this.#db, lease, seconds, this.#options.clock());
  }

  releaseLease(lease: Lease): void {
    releaseLease(this.#db, lease);
  }

  /** Who holds what, also those whose process is gone. */
  leases(): readonly KnownLease[] {
    return listLeases(this.#db, this.#options.clock());
  }

  /** Takes away the leases of processes that are gone; returns them. */
  dropDeadLeases(): readonly KnownLease[] {
    return dropDeadLeases(this.#db, this.#options.clock());
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this[Symbol.dispose]();
    return Promise.resolve();
  }
}
