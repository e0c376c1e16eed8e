import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../../core/app/host.ts';

/** A host with small limits, and a folder that is gone after the test. */
export class TestHost implements AsyncDisposable {
  readonly host: Host;
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.host = { limits: { memory: 1024 ** 3, threads: 2 }, scratchRoot: folder, now: () => new Date() };
  }

  static async open(): Promise<TestHost> {
    return new TestHost(await mkdtemp(join(tmpdir(), 'quayside-app-')));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
