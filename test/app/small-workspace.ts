import { join } from 'node:path';
import { runGenerate } from '../../core/app/generate.ts';
import type { Host } from '../../core/app/host.ts';
import { run } from '../../core/app/run.ts';
import type { RunResult } from '../../core/app/run-result.ts';
import { TestHost } from './host.ts';

/** A workspace into which one generated delivery of acme went. */
export class SmallWorkspace implements AsyncDisposable {
  readonly #here: TestHost;
  readonly host: Host;
  readonly folder: string;
  readonly result: RunResult;

  private constructor(here: TestHost, folder: string, result: RunResult) {
    this.#here = here;
    this.host = here.host;
    this.folder = folder;
    this.result = result;
  }

  /** `name` is the workspace's folder. */
  static async open(name = 'workspace'): Promise<SmallWorkspace> {
    const here = await TestHost.open();
    const out = join(here.folder, 'delivery');
    const logicalTime = new Date('2026-11-24T02:00:00Z');
    await runGenerate(here.host, {
      suppliers: 300,
      parts: 400,
      dirtyRate: 0.1,
      tenants: ['acme'],
      seed: 5,
      kindRates: {},
      format: 'csv',
      out,
      logicalTime,
    });
    const folder = join(here.folder, name);
    const result = await run(here.host, {
      tenant: 'acme',
      timezone: 'UTC',
      severities: {},
      sources: [out],
      workspace: folder,
      asOf: logicalTime,
    });
    return new SmallWorkspace(here, folder, result);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#here[Symbol.asyncDispose]();
  }
}
