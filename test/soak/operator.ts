// One of the soak's long-living processes: random operations in a loop, by its own seed, until it is told to stop. Started by main.ts.
import { readdir, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { codeOf } from '../../core/app/run-records.ts';
import { spawnNodeWorker } from '../../core/app/run-spawn.ts';
import { QuaysideError } from '../../core/base/errors.ts';
import { drawsOf } from '../faults/kill.ts';
import { allowed, chooseOperation, operationOf } from './operations.ts';

const given = z
  .object({ index: z.coerce.number(), seed: z.coerce.number(), folder: z.string(), workspace: z.string() })
  .parse(JSON.parse(process.argv[2] ?? '{}'));
const { index, seed, folder, workspace } = given;

const draw = drawsOf(seed * 7919 + index);
const host = {
  limits: { memory: 320 * 1024 ** 2, threads: 1 },
  scratchRoot: `${folder}/scratch`,
  runtimeFolder: `${folder}/runtime`,
  now: () => new Date(),
  leaseSeconds: 30,
  spawnWorker: spawnNodeWorker,
};
let stopped = false;
process.on('message', () => {
  stopped = true;
});
// Meant for main.ts, which tells when to stop.
process.on('SIGINT', () => undefined);
const began = performance.now();
const tell = (message: object): void => {
  process.send?.({ index, ...message });
};

let sampledAt = Number.NEGATIVE_INFINITY;
for (let n = 1; !stopped; n += 1) {
  const name = chooseOperation(draw());
  const { perform, fails } = operationOf(name);
  const started = performance.now();
  let outcome = 'done';
  let detail = '';
  try {
    detail = await perform({ host, folder, workspace, draw, tag: `p${index}n${n}` });
  } catch (cause) {
    outcome = codeOf(cause);
    detail =
      cause instanceof QuaysideError ? cause.message : String(cause instanceof Error ? cause.stack : cause);
  }
  const seconds = (performance.now() - started) / 1000;
  const expected = outcome === 'done' ? fails !== true : allowed(name, outcome);
  tell({ kind: 'operation', n, name, outcome, seconds, expected, detail: detail.slice(0, 2000) });
  if (performance.now() - sampledAt > 5000) {
    sampledAt = performance.now();
    globalThis.gc?.();
    const files = (await readdir('/proc/self/fd').catch(() => [])).length;
    const at = (performance.now() - began) / 1000;
    tell({ kind: 'sample', at, rssMiB: (await ownMemory()) / 1024 ** 2, files });
  }
}
process.disconnect();

/** Bytes in memory that are the process's alone. Pages of programs and libraries come and go as the kernel likes: some 150 MiB of it. */
async function ownMemory(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const kibibytes = /^RssAnon:\s+(\d+)/m.exec(status)?.[1];
  return kibibytes === undefined ? process.memoryUsage.rss() : Number(kibibytes) * 1024;
}
