import { randomBytes, randomUUID } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { QuaysideError } from '../base/errors.ts';
import { makeFolder } from '../base/make-folder.ts';
import { type Catalog, catalogOver } from '../catalog/catalog.ts';
import { sqlitePointers } from '../catalog/sqlite-pointers.ts';
import { folderFiles } from '../iceberg/storage/folder-files.ts';
import type { Stamps } from '../iceberg/table.ts';
import { type Journal, openJournal } from '../journal/journal.ts';
import { folderStore } from '../store/folder.ts';
import type { Host } from './host.ts';
import { assertNoFile } from './workspace-root.ts';

/** An open workspace: its journal and its tables. */
export class Workspace implements AsyncDisposable {
  /** Absolute path without symbolic links: whichever way it was named, the tables' locations are the same. */
  readonly folder: string;
  readonly journal: Journal;
  readonly catalog: Catalog;
  readonly stamps: Stamps;
  /** The account that runs this; a container may have none. */
  readonly actor = actorName();

  private constructor(folder: string, journal: Journal, catalog: Catalog, stamps: Stamps) {
    this.folder = folder;
    this.journal = journal;
    this.catalog = catalog;
    this.stamps = stamps;
  }

  /** Makes what is not there yet. Throws what journal and catalog throw; NOT_WRITABLE for a folder that cannot be made. */
  static async open(host: Host, path: string): Promise<Workspace> {
    const folder = await made(path).catch((cause: unknown) => {
      if (cause instanceof QuaysideError) throw cause;
      throw new QuaysideError(
        'NOT_WRITABLE',
        `${path} cannot be made or written; expected a folder on a local disk. Name another one with --workspace.`,
        { parameters: { folder: path }, cause },
      );
    });
    const stamps = stampsOf(host);
    const journal = openJournal(join(folder, 'journal.sqlite'), {
      clock: host.now,
      actor: actorName(),
      newId: randomUUID,
    });
    try {
      const catalog = catalogOver(sqlitePointers(join(folder, 'catalog.sqlite')), {
        files: folderFiles(folderStore(folder)),
        warehouse: `file://${join(folder, 'lake', 'cdf-silver')}`,
        stamps,
      });
      return new Workspace(folder, journal, catalog, stamps);
    } catch (cause) {
      journal[Symbol.dispose]();
      throw cause;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.journal[Symbol.dispose]();
    await this.catalog[Symbol.asyncDispose]();
  }
}

async function made(path: string): Promise<string> {
  await assertNoFile(path);
  await makeFolder(path);
  return realpath(path);
}

const stampsOf = (host: Host): Stamps => ({
  now: () => host.now().getTime(),
  uuid: randomUUID,
  // 63 random bits, never 0.
  snapshotId: () => (randomBytes(8).readBigUInt64LE() >> 1n) | 1n,
});

/** The account that runs it; a container may have none. */
function actorName(): string {
  try {
    return userInfo().username || 'unknown';
  } catch {
    return 'unknown';
  }
}
