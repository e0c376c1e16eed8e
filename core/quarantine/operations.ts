import type { StoredOperation } from '../../contracts/quarantine/operation.ts';
import type { EntryOf } from '../journal/entry.ts';

export type OperationEntry = EntryOf<'quarantine-operation'>;
export type UndoEntry = EntryOf<'quarantine-undo'>;

/** One operation of a tenant with what became of it. */
export interface KnownOperation {
  readonly entry: OperationEntry;
  /** The undos and redos of it, oldest first. */
  readonly turns: readonly UndoEntry[];
  /** Counts now. */
  readonly counts: boolean;
}

/**
 * A tenant's operations in their order, which is the journal's; pure. An operation that is redone counts at its old place. `entries` are the
 * tenant's records of both kinds, oldest first.
 */
export function operationsOf(entries: readonly (OperationEntry | UndoEntry)[]): readonly KnownOperation[] {
  const turns = Map.groupBy(
    entries.filter((entry) => entry.kind === 'quarantine-undo'),
    ({ body }) => body.operationId,
  );
  return entries
    .filter((entry) => entry.kind === 'quarantine-operation')
    .map((entry) => {
      const own = turns.get(entry.body.operationId) ?? [];
      return { entry, turns: own, counts: own.at(-1)?.body.action !== 'undo' };
    });
}

/** As it was stored, with its record. */
export interface ReadOperation extends KnownOperation {
  readonly stored: StoredOperation;
}
