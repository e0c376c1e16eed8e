import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import type { Sample } from './growth.ts';

const message = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('operation'),
    index: z.number(),
    n: z.number(),
    name: z.string(),
    outcome: z.string(),
    seconds: z.number(),
    expected: z.boolean(),
    detail: z.string(),
  }),
  z.object({
    kind: z.literal('sample'),
    index: z.number(),
    at: z.number(),
    rssMiB: z.number(),
    files: z.number(),
  }),
]);

interface Started {
  readonly count: number;
  readonly seed: number;
  readonly folder: string;
  readonly workspace: string;
  readonly scratchRoot: string;
}

/** The long-living processes, and what they tell. */
export class Operators {
  readonly samples: Sample[][];
  readonly #children: readonly ChildProcess[];
  readonly #lines: string[] = [];
  readonly #outcomes = new Map<string, Map<string, number>>();
  readonly #seconds = new Map<string, number>();
  #faults: string[] = [];
  #stopping = false;

  constructor({ count, seed, folder, workspace, scratchRoot }: Started) {
    this.samples = Array.from({ length: count }, () => []);
    // The commands and workers that they start are as small.
    const environment = {
      QUAYSIDE_SCRATCH: scratchRoot,
      QUAYSIDE_RUNTIME: join(folder, 'runtime'),
      QUAYSIDE_MEMORY: '640MiB',
      QUAYSIDE_THREADS: '1',
      QUAYSIDE_LEASE_SECONDS: '30',
    };
    this.#children = Array.from({ length: count }, (_, index) => {
      const given = JSON.stringify({ index, seed, folder, workspace });
      const child = fork(join(import.meta.dirname, 'operator.ts'), [given], {
        execArgv: ['--expose-gc'],
        env: { ...process.env, ...environment },
      });
      child.on('message', (text) => this.#hear(message.parse(text)));
      child.once('exit', (code, signal) => {
        if (!this.#stopping || code !== 0)
          this.#faults.push(`process ${index + 1} ended with ${code ?? signal}`);
      });
      return child;
    });
  }

  /** What broke since the last call. */
  faults(): readonly string[] {
    return this.#faults.splice(0);
  }

  /** Resolves when each has done what it was doing. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(
      this.#children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = once(child, 'exit');
        child.send('stop');
        await ended;
      }),
    );
  }

  summary(): string {
    const all = [...this.#outcomes.values()].flatMap((outcomes) => [...outcomes]);
    const sum = (counts: readonly (readonly [string, number])[]): number =>
      counts.reduce((total, [, times]) => total + times, 0);
    const last = this.samples.map((samples) => samples.at(-1));
    const figures = (of: (sample: Sample) => number): string =>
      last.map((sample) => (sample === undefined ? '-' : of(sample).toFixed(0))).join('/');
    const conflicts = sum(all.filter(([outcome]) => outcome === 'CONFLICT'));
    return `${sum(all)} operations (${conflicts} found the tenant taken), ${figures(({ rssMiB }) => rssMiB)} MiB, ${figures(({ files }) => files)} files`;
  }

  /** Operations with their outcomes. */
  table(): string {
    const lines = [...this.#outcomes]
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([name, outcomes]) => {
        const times = [...outcomes.values()].reduce((sum, one) => sum + one, 0);
        const each = (this.#seconds.get(name) ?? 0) / times;
        const told = [...outcomes].map(([outcome, n]) => `${outcome} ${n}`).join(', ');
        return `${name.padEnd(16)} ${String(times).padStart(5)}  ${each.toFixed(2)} s each  ${told}`;
      });
    return lines.join('\n');
  }

  /** A line of JSON for everything that was told. */
  log(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  #hear(said: z.infer<typeof message>): void {
    this.#lines.push(JSON.stringify({ at: new Date().toISOString(), ...said }));
    if (said.kind === 'sample') {
      const { at, rssMiB, files } = said;
      this.samples[said.index]?.push({ at, rssMiB, files });
      return;
    }
    const { name, seconds, expected, index, n, detail } = said;
    const outcome = /: killed after/.test(detail) ? 'killed' : said.outcome;
    const outcomes = this.#outcomes.get(name) ?? new Map<string, number>();
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    this.#outcomes.set(name, outcomes);
    this.#seconds.set(name, (this.#seconds.get(name) ?? 0) + seconds);
    if (!expected)
      this.#faults.push(`process ${index + 1}, operation ${n} (${name}) ended with ${outcome}: ${detail}`);
  }
}
