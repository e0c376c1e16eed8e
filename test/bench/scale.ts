// `npm run bench:scale` (`-- ROWS …`, by default all four sizes): deliveries of growing size, received, judged and published within
// QUAYSIDE_MEMORY=4GiB. The time of a row must not grow with their number, nor the memory beyond the limit. Processor seconds stand beside
// the clock's: others on the machine lengthen the one more than the other. What a size leaves on the disk goes before the next one.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate, runOf } from './delivery.ts';
import { seconds, wholeProcess } from './measure.ts';

const asked = process.argv.slice(2).map(Number);
const sizes = asked.length > 0 ? asked : [60_000, 600_000, 6_000_000, 30_000_000];
if (sizes.some((rows) => !Number.isInteger(rows) || rows < 2)) {
  process.stderr.write('Usage: npm run bench:scale -- [ROWS …]\n');
  process.exit(2);
}

const limits = { QUAYSIDE_MEMORY: '4GiB' };
const folder = await mkdtemp(join(tmpdir(), 'quayside-scale-'));
const print = (...cells: readonly string[]): void => {
  process.stdout.write(`${cells.map((cell) => cell.padStart(13)).join('')}\n`);
};
print('rows', 'clock', 'processor', 'a row', 'peak');
try {
  for (const rows of sizes) {
    const source = join(folder, `${rows}`);
    const workspace = join(folder, `${rows}-workspace`);
    const environment = { ...limits, QUAYSIDE_SCRATCH: folder };
    await wholeProcess(generate(rows / 2, source), environment);
    const { seconds: clock, cpuSeconds, peakMiB } = await wholeProcess(runOf(source, workspace), environment);
    print(
      rows.toLocaleString('en'),
      seconds(clock),
      seconds(cpuSeconds),
      `${((cpuSeconds / rows) * 1e6).toFixed(1)} µs`,
      `${peakMiB?.toFixed(0) ?? '?'} MiB`,
    );
    await Promise.all([source, workspace].map((path) => rm(path, { recursive: true, force: true })));
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
