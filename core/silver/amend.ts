import { rm } from 'node:fs/promises';
import type { NewRecord } from '../../contracts/journal/record.ts';
import type { TableCommit } from '../iceberg/commit/stage-table.ts';
import type { Operation } from '../iceberg/metadata/types.ts';
import type { RowChange } from '../iceberg/rows/file-changes.ts';
import type { Table } from '../iceberg/table.ts';
import { refuseOwn } from './commit.ts';
import { contractKey } from './evolve.ts';
import type { WrittenSeen } from './seen.ts';
import {
  journalHeadKey,
  mayHaveTakenPlace,
  type PublishPlace,
  transact,
  type TransactionTable,
} from './transaction.ts';

/** One table of an amendment. */
interface AmendedTable {
  readonly table: Table;
  readonly change: RowChange;
  readonly operation: Operation;
  /** The snapshot whose files come back. */
  readonly requires?: bigint;
  /** Field id of the column that says whose a row is; undefined where no rows change. */
  readonly tenantField?: number;
}

/** A change of tables that no delivery brought. */
export interface Amendment {
  readonly publicationId: string;
  readonly purpose: 'rollback' | 'clean' | 'compaction';
  /** Under whose lease: null for that of the tables, where no tenant's rows change. */
  readonly tenant: string | null;
  readonly tables: readonly AmendedTable[];
  readonly seen: readonly WrittenSeen[];
  /** Records that say what is intended; they are written together with the intent. */
  readonly beside: readonly NewRecord[];
}

/**
 * Changes tables as `transact` does, which says what is thrown. Where nothing was changed, what was written for it is removed.
 */
export async function amend(
  place: PublishPlace,
  amendment: Amendment,
  signal?: AbortSignal,
): Promise<readonly Table[]> {
  const { publicationId, purpose, tenant, seen, beside } = amendment;
  try {
    return await transact(
      place,
      {
        facts: { publicationId, purpose },
        tenant,
        inputs: [],
        tables: amendment.tables.map((one) => partOf(amendment, one, place.stamps.snapshotId())),
        seen,
        announced: beside,
        settled: () => [],
      },
      signal,
    );
  } catch (cause) {
    if (!mayHaveTakenPlace(place, publicationId, cause)) await discard(amendment);
    throw cause;
  }
}

function partOf(
  { publicationId, purpose, tenant }: Amendment,
  { table, change: { add, remove }, operation, requires, tenantField }: AmendedTable,
  snapshotId: bigint,
): TransactionTable {
  const origin = requires === undefined ? {} : { requires };
  const refuse =
    tenant === null || tenantField === undefined ? {} : { refuse: refuseOwn(table, tenantField, tenant) };
  const contract = table.metadata.properties[contractKey];
  const commit = (head: string): TableCommit => {
    const summary = {
      'quayside.purpose': purpose,
      'quayside.publication-id': publicationId,
      ...(tenant === null ? {} : { 'quayside.tenant': tenant }),
      ...(contract === undefined ? {} : { [contractKey]: contract }),
      [journalHeadKey]: head,
    };
    const files = { kind: 'files', snapshotId, branch: 'main', operation, add, remove, summary } as const;
    return { table, changes: [{ ...files, ...origin }], ...refuse };
  };
  return { table, add, snapshotId, commit };
}

/** What was written for an amendment that did not take place. Files that were to come back belong to their snapshots. */
async function discard({ tables, seen }: Amendment): Promise<void> {
  await Promise.allSettled([
    ...tables.flatMap(({ table, change }) =>
      change.add
        .filter(({ sequenceNumber }) => sequenceNumber === undefined)
        .map(({ file }) => table.files.delete(file.location)),
    ),
    ...seen.map(({ path }) => rm(path, { force: true })),
  ]);
}
