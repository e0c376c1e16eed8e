// What the desk of the application does with a workspace in which a great many parts of `acme` wait: bounds are on time that passes.
import { readLimits } from '../../core/base/limits.ts';
import { Desks } from '../../core/app/api/desks.ts';
import { GridMemory, readPage } from '../../core/app/grid-page.ts';
import { applyOperation } from '../../core/app/quarantine-apply.ts';
import { causesOf } from '../../core/app/quarantine-causes.ts';
import { deskSource } from '../../core/app/quarantine-grid.ts';
import { previewOperation } from '../../core/app/quarantine-preview.ts';
import { turnOperation } from '../../core/app/quarantine-undo.ts';
import type { PageRequest } from '../../contracts/api/page.ts';
import { defaultScratchRoot } from '../../core/app/host.ts';

const [workspace = ''] = process.argv.slice(2);
const host = {
  limits: readLimits(process.env),
  scratchRoot: defaultScratchRoot(process.env),
  now: () => new Date('2026-11-24T03:00:00Z'),
};
await using desks = new Desks(host, workspace);
const tenant = 'acme';
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const mebibytes = (bytes: number): number => Math.round(bytes / 1024 ** 2);

async function timed<T>(what: string, act: () => Promise<T>): Promise<T> {
  const [started, before] = [performance.now(), process.cpuUsage()];
  const result = await act();
  const { user, system } = process.cpuUsage(before);
  const passed = ((performance.now() - started) / 1000).toFixed(2);
  say(
    `${what}: ${passed} s (${((user + system) / 1e6).toFixed(2)} s of processor time), resident ${mebibytes(process.memoryUsage.rss())} MiB`,
  );
  return result;
}

const p95 = (times: readonly number[]): string => {
  const sorted = times.toSorted((a, b) => a - b);
  return `p95 ${(sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0).toFixed(0)} ms, median ${(sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(0)} ms`;
};

await timed('opening the desk', () => desks.ask(tenant, {}, () => undefined));
const causes = () => desks.ask(tenant, {}, (desk) => causesOf(desk, { limit: 50, showPersonalData: false }));
const { totals } = await timed('causes (bound 3 s)', causes);
say(`rows in quarantine: ${totals.reduce((sum, { rows }) => sum + rows, 0).toLocaleString('en')}`);
await timed('causes again', causes);

const memory = new GridMemory();
const page = (offset: number, asked: Partial<PageRequest>) =>
  desks.ask(tenant, {}, (desk) =>
    readPage(
      desk.duck,
      deskSource(desk, { dataset: 'parts', selection: {} }),
      { offset, limit: 200, sort: [], filters: [], ...asked },
      memory,
    ),
  );
const byCost = { sort: [{ column: 'unit_cost', descending: true }] };
const electrical = {
  ...byCost,
  filters: [{ column: 'category', op: 'contains', value: 'ELEC' }],
} as const satisfies Partial<PageRequest>;
const { total } = await timed('first page with filter and sort', () => page(0, electrical));
const anywhere: number[] = [];
for (let turn = 0; turn < 60; turn += 1) {
  const started = performance.now();
  // As the grid asks: pages begin at whole ones.
  await page(200 * ((turn * 397) % Math.floor(total / 200)), electrical);
  anywhere.push(performance.now() - started);
}
say(
  `page of 200 of ${total.toLocaleString('en')}, same filter and sort, anywhere (bound 150 ms): ${p95(anywhere)}`,
);
const onwards: number[] = [];
for (let turn = 0; turn < 60; turn += 1) {
  const started = performance.now();
  await page(100_000 + turn * 200, electrical);
  onwards.push(performance.now() - started);
}
say(`page of 200, one after the other: ${p95(onwards)}`);

const flip = {
  dataset: 'parts',
  selection: { reason: 'NEGATIVE_UNIT_COST' },
  changes: [{ kind: 'replace', field: 'unit_cost', find: '-', with: '' }],
};
const effect = await timed('preview of an operation (bound 4 s)', () =>
  desks.ask(tenant, {}, (desk) => previewOperation(desk, flip)),
);
say(`  ${effect.changed.toLocaleString('en')} rows changed, ${effect.frees.toLocaleString('en')} free`);
const { operationId } = await timed('apply after the preview (bound 2 s)', () =>
  desks.ask(tenant, {}, (desk) => applyOperation(desk, flip)),
);
if (operationId === null) throw new Error('nothing was applied');
await timed('causes after it', causes);
await timed('first page after it', () => page(0, electrical));
await timed('undo', () => desks.ask(tenant, {}, (desk) => turnOperation(desk, 'undo', operationId)));
say(`peak of resident memory: ${mebibytes(process.resourceUsage().maxRSS * 1024)} MiB`);
