import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QuaysideError } from '../base/errors.ts';
import type { Limits } from '../base/limits.ts';
import { Duck } from '../duck/duck.ts';
import { thisProcess } from '../base/process-mark.ts';
import { scratchPrefix } from '../runs/scratch.ts';
import type { TelemetrySettings } from '../telemetry/settings.ts';

/** What the handlers are given by whoever hosts them: the command line, the web host, the desktop shell. */
export interface Host {
  readonly limits: Limits;
  /** The folder below which scratch is made; it must be on a local disk. */
  readonly scratchRoot: string;
  readonly now: () => Date;
  /** How long a process may show no sign of life before others take over its tenant; default 60. */
  readonly leaseSeconds?: number;
  /** Where the workers of this user on this machine are counted, over all workspaces; without it only those of a workspace are. */
  readonly runtimeFolder?: string;
  /** Without it runs keep their spans in the workspace and tell nobody else. */
  readonly telemetry?: TelemetrySettings;
}

export const defaultScratchRoot = (environment: Readonly<Record<string, string | undefined>>): string =>
  environment['QUAYSIDE_SCRATCH'] ?? tmpdir();

/** After QUAYSIDE_LEASE_SECONDS without a sign of life somebody else may take over a tenant; default 60, at least 1. */
export function readLeaseSeconds(environment: Readonly<Record<string, string | undefined>>): number {
  const seconds = Number(environment['QUAYSIDE_LEASE_SECONDS'] ?? '');
  return Number.isFinite(seconds) && seconds >= 1 ? seconds : 60;
}

/** One job's DuckDB and scratch folder. Both are gone after disposal, also after an error. */
export class Bench implements AsyncDisposable {
  readonly duck: Duck;
  readonly scratch: string;

  private constructor(duck: Duck, scratch: string) {
    this.duck = duck;
    this.scratch = scratch;
  }

  /** `label` goes into the scratch folder's name, beside what tells this process from all others. */
  static async open(host: Host, label = ''): Promise<Bench> {
    const prefix = `${scratchPrefix(thisProcess())}${label}`;
    const scratch = await mkdtemp(join(host.scratchRoot, prefix)).catch((cause: unknown) => {
      throw new QuaysideError(
        'NOT_WRITABLE',
        `No temporary files can be made in ${host.scratchRoot}; expected a folder that can be written. Set QUAYSIDE_SCRATCH to one.`,
        { parameters: { folder: host.scratchRoot }, cause },
      );
    });
    try {
      const duck = await Duck.open({ ...host.limits, spill: join(scratch, 'spill') });
      return new Bench(duck, scratch);
    } catch (cause) {
      await rm(scratch, { recursive: true, force: true });
      throw cause;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.duck[Symbol.asyncDispose]();
    await rm(this.scratch, { recursive: true, force: true });
  }
}
