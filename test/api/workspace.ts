import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { ApiClient } from '../../contracts/api/index.ts';
import { type JobKind, jobOutcomes } from '../../contracts/api/jobs.ts';
import type { Host } from '../../core/app/host.ts';
import { engineOn, lastOf } from './client.ts';

/** A folder with a workspace in it and a host with small limits; gone after the test. */
export async function testWorkspace() {
  const root = await mkdtemp(join(tmpdir(), 'quayside-api-'));
  const host: Host = {
    limits: { memory: 1024 ** 3, threads: 2 },
    scratchRoot: root,
    now: () => new Date(),
  };
  const folder = join(root, 'workspace');
  return {
    host,
    root,
    folder,
    engine: (options: Parameters<typeof engineOn>[2] = {}) => engineOn(host, folder, options),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

export type TestWorkspace = Awaited<ReturnType<typeof testWorkspace>>;

/** Waits for a job's end; its outcome must be of the kind that is expected. */
export async function outcomeOf<K extends JobKind>(
  client: ApiClient,
  kind: K,
  started: Promise<{ readonly jobId: string }>,
): Promise<z.output<(typeof jobOutcomes)[K]>> {
  const last = await lastOf(client.jobs.watch(await started));
  if (last.kind !== kind || last.state !== 'done')
    throw new Error(`expected ${kind}, found ${JSON.stringify(last)}`);
  return jobOutcomes[kind].parse(last.outcome) as z.output<(typeof jobOutcomes)[K]>;
}

/** Whatever procedures a client was asked for, by their paths. */
export function recording(client: ApiClient): {
  readonly client: ApiClient;
  readonly asked: ReadonlySet<string>;
} {
  const asked = new Set<string>();
  const features = z.record(z.string(), z.custom<object>());
  const wrapped = new Proxy(client, {
    get: (target, feature: string) =>
      new Proxy(features.parse({ of: Reflect.get(target, feature) })['of'] ?? {}, {
        get: (of, name: string): unknown => {
          asked.add(`${feature}.${name}`);
          return Reflect.get(of, name);
        },
      }),
  });
  return { client: wrapped, asked };
}
