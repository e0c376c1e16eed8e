import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type StoredOperation, storedOperation } from '../../contracts/quarantine/operation.ts';
import { QuaysideError } from '../base/errors.ts';
import { canonicalJson } from '../journal/canonical-json.ts';
import { type Database, openDatabase } from '../journal/database.ts';
import { storeApplicationId, storeMigrations } from './store.sql.ts';

/** SHA-256 over all that an operation holds; the nonce in it keeps anybody from guessing the values. */
export const operationDigest = (operation: StoredOperation): string =>
  createHash('sha256').update(canonicalJson(operation)).digest('hex');

const stored = z.object({ content: z.string() });

/**
 * What operations hold, with their values: a file of the workspace, beside the journal, which has only their digests. Whether an operation
 * counts, and its place, is the journal's to say. Several processes may have it open. Errors as the journal's.
 */
export class OperationStore implements Disposable {
  readonly #db: Database;
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
    this.#db = openDatabase(file, {
      name: 'a quarantine store of Quayside',
      applicationId: storeApplicationId,
      migrations: storeMigrations,
      synchronous: 'FULL',
      remedy: "restore the workspace's quarantine.sqlite from a backup",
    });
  }

  /** On the disk when it returns; counts once the journal has its record. */
  keep(operation: StoredOperation): void {
    const { operationId, tenant } = operation;
    this.#db.immediate(() => {
      this.#db.run('INSERT INTO operations VALUES (?, ?, ?)', operationId, tenant, canonicalJson(operation));
    });
  }

  /** An operation that the journal names. Throws JOURNAL_DAMAGED where it is gone, another tenant's, or not what was recorded. */
  read(tenant: string, operationId: string, digest: string): StoredOperation {
    const [row] = this.#db.rows(
      'SELECT content FROM operations WHERE operation_id = ? AND tenant = ?',
      operationId,
      tenant,
    );
    const parsed = row === undefined ? undefined : parse(stored.parse(row).content);
    if (parsed !== undefined && operationDigest(parsed) === digest) return parsed;
    throw new QuaysideError(
      'JOURNAL_DAMAGED',
      `Operation ${operationId} of ${tenant} is ${parsed === undefined ? 'not there or unreadable' : 'not what the journal recorded'} in ${this.#file}; restore the file from a backup.`,
      { parameters: { operation: operationId, tenant, file: this.#file } },
    );
  }

  /** All of a tenant's are gone for good. Returns how many. */
  forget(tenant: string): number {
    return this.#db.immediate(() => this.#db.run('DELETE FROM operations WHERE tenant = ?', tenant));
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }
}

function parse(content: string): StoredOperation | undefined {
  try {
    return storedOperation.parse(JSON.parse(content));
  } catch {
    return undefined;
  }
}
