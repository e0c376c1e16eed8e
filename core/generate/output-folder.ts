import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { QuaysideError } from '../base/errors.ts';
import { makeFolder } from '../base/make-folder.ts';

/**
 * A folder to write files into that appear only when all of them are whole. Until then they are in a hidden folder inside it, which
 * is gone after disposal.
 */
export class OutputFolder implements AsyncDisposable {
  readonly #folder: string;
  readonly #scratch: string;

  private constructor(folder: string, scratch: string) {
    this.#folder = folder;
    this.#scratch = scratch;
  }

  /** Makes the folder if it is missing. Throws NOT_WRITABLE. */
  static async open(folder: string): Promise<OutputFolder> {
    try {
      await makeFolder(folder);
      return new OutputFolder(folder, await mkdtemp(join(folder, '.quayside-')));
    } catch (cause) {
      throw new QuaysideError(
        'NOT_WRITABLE',
        `${folder} cannot be made or written to; expected a folder. Name another one or change its permissions.`,
        { parameters: { folder }, cause },
      );
    }
  }

  scratchPath(name: string): string {
    return join(this.#scratch, name);
  }

  /**
   * The commit point: the files take their places, the last one last. The last one is removed first, so that where it is there, all
   * of them belong together. `obsolete` are files of an earlier run that have no successor.
   */
  async publish(names: readonly string[], obsolete: readonly string[]): Promise<void> {
    try {
      for (const name of [...names.slice(-1), ...obsolete])
        await rm(join(this.#folder, name), { force: true });
      for (const name of names) await rename(this.scratchPath(name), join(this.#folder, name));
    } catch (cause) {
      throw new QuaysideError(
        'NOT_WRITABLE',
        `The files ${names.join(', ')} in ${this.#folder} cannot be replaced; expected files that nobody has open, or none.`,
        { parameters: { folder: this.#folder }, cause },
      );
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#scratch, { recursive: true, force: true });
  }
}
