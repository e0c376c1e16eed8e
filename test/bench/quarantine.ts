import { join } from 'node:path';
import { z } from 'zod';
import { runGenerate } from '../../core/app/generate.ts';
import type { Host } from '../../core/app/host.ts';
import { applyOperation } from '../../core/app/quarantine-apply.ts';
import { causesOf } from '../../core/app/quarantine-causes.ts';
import { Desk } from '../../core/app/quarantine-desk.ts';
import { pageOf } from '../../core/app/quarantine-page.ts';
import { previewOperation } from '../../core/app/quarantine-preview.ts';
import { run } from '../../core/app/run.ts';
import { readLimits } from '../../core/base/limits.ts';
import { sql } from '../../core/sql/sql.ts';
import { seconds } from './measure.ts';

const rows = Number(process.env['QUAYSIDE_BENCH_ROWS'] ?? 1_000_000);

/** A million rows in quarantine: pages, causes, an operation on half of them. Seconds are of this process, with QUAYSIDE_MEMORY. */
export async function quarantine(folder: string): Promise<string[]> {
  const host: Host = {
    limits: readLimits(process.env),
    scratchRoot: folder,
    now: () => new Date('2026-11-24T02:00:00Z'),
  };
  const out = join(folder, 'waiting');
  const workspace = join(folder, 'waiting-workspace');
  await runGenerate(host, {
    suppliers: 1000,
    parts: rows,
    dirtyRate: 0,
    tenants: ['acme'],
    seed: 1,
    kindRates: { negative_cost: 0.5, wrong_uom: 0.3, missing_description: 0.2 },
    format: 'parquet',
    out,
    logicalTime: host.now(),
  });
  await run(host, {
    tenant: 'acme',
    timezone: 'UTC',
    severities: {},
    sources: [out],
    workspace,
    asOf: host.now(),
  });
  const lines: string[] = [];
  const timed = async <T>(what: string, act: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    const result = await act();
    lines.push(`${what}: ${seconds((performance.now() - started) / 1000)}`);
    return result;
  };
  await using desk = await timed('opening', () => Desk.open(host, { workspace, tenant: 'acme' }));
  const { total } = await desk.duck.row(
    sql`SELECT count(*) AS total FROM desk_now_parts`,
    z.object({ total: z.coerce.number() }),
  );
  lines.push(`rows in quarantine: ${total.toLocaleString('en')}`);
  await timed('causes', () => causesOf(desk, { limit: 50, showPersonalData: false }));
  await timed('causes again', () => causesOf(desk, { limit: 50, showPersonalData: false }));
  const page = (offset: number, field: string, value: string) =>
    pageOf(desk, {
      dataset: 'parts',
      selection: { filter: { field, contains: value } },
      sort: { by: 'unit_cost', descending: true },
      offset,
      limit: 200,
      showPersonalData: false,
    });
  await timed('first page', () => page(0, 'category', 'ELEC'));
  const times: number[] = [];
  for (let turn = 0; turn < 40; turn += 1) {
    const started = performance.now();
    await page((turn * 7919) % 200_000, 'category', 'ELEC');
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  lines.push(
    `page of 200, same filter and sort, p95: ${(times[Math.floor(times.length * 0.95)] ?? 0).toFixed(0)} ms`,
  );
  const fresh: number[] = [];
  for (const text of ['MECH', 'RAW', 'OTHER', 'E', 'I', 'A', 'C', 'T', 'H', 'N']) {
    const started = performance.now();
    await page(0, 'category', text);
    fresh.push(performance.now() - started);
  }
  fresh.sort((a, b) => a - b);
  lines.push(
    `page of 200, another filter each, p95: ${(fresh[Math.floor(fresh.length * 0.95)] ?? 0).toFixed(0)} ms`,
  );
  const flip = {
    dataset: 'parts',
    selection: { reason: 'NEGATIVE_UNIT_COST' },
    change: { kind: 'replace', field: 'unit_cost', find: '-', with: '' },
  };
  const effect = await timed('preview of an operation', () => previewOperation(desk, flip));
  lines.push(
    `  ${effect.changed.toLocaleString('en')} rows changed, ${effect.frees.toLocaleString('en')} free`,
  );
  await timed('apply after the preview', () => applyOperation(desk, flip));
  lines.push(`peak resident memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`);
  return lines;
}
