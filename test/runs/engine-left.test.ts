import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { drain } from '../../core/runs/engine.ts';
import { RunQueue } from '../../core/runs/queue.ts';
import type { SpawnWorker } from '../../core/runs/worker-link.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quayside-left-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('an engine that left because of an error is not ended by what its workers say later', async () => {
  const file = join(folder, 'runs.sqlite');
  const heard: Parameters<SpawnWorker>[0][] = [];
  {
    using queue = new RunQueue(file, { clock: () => new Date(), random: () => 0.5 });
    queue.add(
      ['acme', 'globex'].map((tenant) => ({
        runId: tenant,
        order: { tenant, sources: ['/in'], kind: 'delta', timezone: 'UTC', severities: {} },
      })),
    );
    let taken = 0;
    const drained = drain({
      queue,
      workspace: folder,
      limits: { memory: 1024 ** 3, threads: 2 },
      scratchRoot: folder,
      jobs: 2,
      spawnWorker: (ends) => {
        heard.push(ends);
        return { send: () => undefined, kill: () => true };
      },
      heard: (_, message) => {
        if (message.kind === 'taken' && ++taken === 2) throw new Error('whoever listens has gone');
      },
    });
    await expect(drained).rejects.toThrow('whoever listens has gone');
  }
  expect(heard).toHaveLength(1);
  for (const { message, gone } of heard) {
    message({
      kind: 'settled',
      outcome: 'failed',
      error: { code: 'INTERNAL', message: 'it could not begin', retryable: false },
    });
    gone();
  }
  using later = new RunQueue(file, { clock: () => new Date(), random: () => 0.5 });
  expect(later.find('acme')?.state).toBe('starting');
});
