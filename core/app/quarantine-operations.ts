import { join } from 'node:path';
import type { LostOperation } from '../../contracts/quarantine/history.ts';
import { QuaysideError } from '../base/errors.ts';
import { type KnownOperation, operationsOf, type ReadOperation } from '../quarantine/operations.ts';
import { OperationStore } from '../quarantine/store.ts';
import type { Workspace } from './run-workspace.ts';

/** Beside the journal. */
export const storeFile = 'quarantine.sqlite';

/** An operation of which the journal knows and that the store does not tell: it is gone, damaged, or written by a later version. */
export interface UnreadableOperation extends KnownOperation {
  readonly cause: QuaysideError;
}

export interface Operations {
  /** Those that can be replayed, in their order. */
  readonly read: readonly ReadOperation[];
  readonly unreadable: readonly UnreadableOperation[];
}

/** A workspace's store, or why there is none to be had: whoever only looks needs it no more than the operations that are in it. */
export function openStore(folder: string): OperationStore | QuaysideError {
  try {
    return new OperationStore(join(folder, storeFile));
  } catch (cause) {
    if (cause instanceof QuaysideError && !cause.retryable) return cause;
    throw cause;
  }
}

/** What stewards did to a tenant's quarantine since it was cleaned last. Nothing that cannot be read is lost: it stays where it is. */
export function readOperations(
  workspace: Workspace,
  tenant: string,
  store: OperationStore | QuaysideError,
): Operations {
  // What a clean removed has no operations any more.
  const since = cleanedAt(workspace, tenant);
  const entries = workspace.journal.quarantineEntries(tenant).filter(({ seq }) => seq > since);
  const read: ReadOperation[] = [];
  const unreadable: UnreadableOperation[] = [];
  for (const known of operationsOf(entries)) {
    const { operationId, digest } = known.entry.body;
    try {
      if (store instanceof QuaysideError) throw store;
      read.push({ ...known, stored: store.read(tenant, operationId, digest) });
    } catch (cause) {
      if (!(cause instanceof QuaysideError) || cause.retryable) throw cause;
      unreadable.push({ ...known, cause });
    }
  }
  return { read, unreadable };
}

/** The record of the last clean of the tenant that took place; 0: none. */
function cleanedAt({ journal }: Workspace, tenant: string): number {
  const cleans = journal.log({ tenant, kind: 'clean', limit: 1000 });
  if (cleans.length === 0) return 0;
  const done = new Set(
    journal
      .log({ tenant, kind: 'publication-outcome', limit: 100_000 })
      .flatMap((entry) =>
        entry.kind === 'publication-outcome' && entry.body.outcome === 'published'
          ? [entry.body.publicationId]
          : [],
      ),
  );
  return cleans.find((entry) => entry.kind === 'clean' && done.has(entry.body.publicationId))?.seq ?? 0;
}

/** What is known of those that count and cannot be read, for people. */
export const shownUnreadable = (unreadable: readonly UnreadableOperation[]): readonly LostOperation[] =>
  unreadable
    .filter(({ counts }) => counts)
    .map(({ entry: { at, body }, cause }) => ({
      operationId: body.operationId,
      at,
      person: body.person,
      reason: body.reason ?? null,
      dataset: body.dataset,
      kinds: body.kinds,
      fields: body.fields,
      rows: body.rows,
      cause: cause.code,
    }));

/**
 * Throws JOURNAL_DAMAGED while an operation that counts cannot be read: nobody can say what the rows are, so nothing is done to them on what they
 * look like without it.
 */
export function assertAllRead(tenant: string, unreadable: readonly UnreadableOperation[]): void {
  const [first, ...others] = unreadable.filter(({ counts }) => counts);
  if (first === undefined) return;
  const { body, at } = first.entry;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  throw new QuaysideError(
    'JOURNAL_DAMAGED',
    `What ${body.person} did to ${body.rows} ${body.dataset} of ${tenant} at ${at} (operation ${body.operationId}${more}) cannot be read, so its rows are shown without it and nothing may be applied or returned. ${first.cause.message} Or undo it: \`quayside quarantine undo ${body.operationId} --tenant ${tenant}\`.`,
    { cause: first.cause, parameters: { operation: body.operationId, tenant } },
  );
}
