import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { runGenerate } from '../../core/app/generate.ts';
import type { Host } from '../../core/app/host.ts';
import { run } from '../../core/app/run.ts';
import { readLimits } from '../../core/base/limits.ts';
import { root, wholeProcess } from './measure.ts';

const rows = Number(process.env['QUAYSIDE_BENCH_ROWS'] ?? 1_000_000);
const logicalTime = new Date('2026-11-24T02:00:00Z');

/**
 * A million rows in quarantine, worked on as in the application: pages, causes, an operation on half of them. The desk is in a process of its own,
 * so that its peak of memory is its own. QUAYSIDE_BENCH_WORKSPACE keeps the workspace for the next time (a folder; made where it is not there).
 */
export async function quarantine(folder: string): Promise<string[]> {
  const workspace = process.env['QUAYSIDE_BENCH_WORKSPACE'] ?? join(folder, 'waiting-workspace');
  await access(workspace).catch(() => waitingWorkspace(folder, workspace));
  const memory = process.env['QUAYSIDE_MEMORY'] ?? '4GiB';
  const desk = await wholeProcess([join(root, 'test/bench/quarantine-desk.ts'), workspace], {
    QUAYSIDE_MEMORY: memory,
  });
  return [...desk.stdout.trimEnd().split('\n'), `QUAYSIDE_MEMORY: ${memory}`];
}

/** Half with a negative cost, the rest with a wrong unit or without a description. */
async function waitingWorkspace(folder: string, workspace: string): Promise<void> {
  const host: Host = { limits: readLimits(process.env), scratchRoot: folder, now: () => logicalTime };
  const out = join(folder, 'waiting');
  await runGenerate(host, {
    suppliers: 1000,
    parts: rows,
    dirtyRate: 0,
    tenants: ['acme'],
    seed: 1,
    kindRates: { negative_cost: 0.5, wrong_uom: 0.3, missing_description: 0.2 },
    format: 'parquet',
    out,
    logicalTime,
  });
  await run(host, {
    tenant: 'acme',
    timezone: 'UTC',
    severities: {},
    sources: [out],
    workspace,
    asOf: logicalTime,
  });
}
