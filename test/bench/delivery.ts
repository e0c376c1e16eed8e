import { join } from 'node:path';
import { median, root, seconds, wholeProcess } from './measure.ts';

export const start = join(root, 'core/cli/start.mjs');
export const asOf = '2026-11-24T02:00:00Z';

export const generate = (rows: number, out: string, seed = 1): readonly string[] => [
  start,
  'generate',
  '--tenant',
  'acme',
  '--suppliers',
  String(rows),
  '--parts',
  String(rows),
  '--seed',
  String(seed),
  '--format',
  'parquet',
  '--as-of',
  asOf,
  '--out',
  out,
];
const check = (out: string): readonly string[] => [
  start,
  'check',
  out,
  '--tenant',
  'acme',
  '--as-of',
  asOf,
  '--json',
];
export const runOf = (source: string, workspace: string): readonly string[] => [
  start,
  'run',
  '--tenant',
  'acme',
  '--source',
  source,
  '--as-of',
  asOf,
  '--workspace',
  workspace,
  '--json',
];
export const files = (out: string): readonly string[] =>
  ['suppliers.parquet', 'parts.parquet'].map((name) => join(out, name));
const timed = async (args: readonly string[]): Promise<number> => (await wholeProcess(args)).seconds;

/** 100,000 + 100,000 rows: generated with truth, read only, checked. Whole processes. */
export async function delivery(folder: string): Promise<string[]> {
  const out = join(folder, 'delivery');
  const generated = await median(5, () => timed(generate(100_000, out)));
  const read = await median(5, () => timed([join(root, 'test/bench/read-only.ts'), ...files(out)]));
  const checked = await median(5, () => timed(check(out)));
  return [
    `generate 100,000 + 100,000 rows as Parquet with truth, whole process: ${seconds(generated)} (bound 2 s)`,
    `DuckDB reads the two files, whole process: ${seconds(read)}`,
    `check of the same, whole process: ${seconds(checked)}, ${seconds(checked - read)} more than reading (bound 1.5 s)`,
  ];
}

/** Ten times the rows, at most 10.5 times the time. */
export async function scale(folder: string): Promise<string[]> {
  const lines: string[] = [];
  const figures: number[] = [];
  for (const rows of [30_000, 300_000]) {
    const out = join(folder, `scale-${rows}`);
    await wholeProcess(generate(rows, out));
    figures.push(await median(3, () => timed(check(out))));
    lines.push(
      `check of ${(2 * rows).toLocaleString('en')} rows, whole process: ${seconds(figures.at(-1) ?? Number.NaN)}`,
    );
  }
  const [small = Number.NaN, large = Number.NaN] = figures;
  return [...lines, `ratio ${(large / small).toFixed(1)} (bound 10.5)`];
}

/** 5,000,000 rows with 2 GiB. */
export async function memory(folder: string): Promise<string[]> {
  const out = join(folder, 'memory');
  const bounded = { QUAYSIDE_MEMORY: '2GiB' };
  const made = await wholeProcess(generate(2_500_000, out), bounded);
  const checked = await wholeProcess(check(out), bounded);
  return [
    `generate 5,000,000 rows, QUAYSIDE_MEMORY=2GiB: ${seconds(made.seconds)}, peak ${made.peakMiB?.toFixed(0)} MiB resident`,
    `check of the same, QUAYSIDE_MEMORY=2GiB: ${seconds(checked.seconds)}, peak ${checked.peakMiB?.toFixed(0)} MiB resident`,
  ];
}
