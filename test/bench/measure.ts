import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

export interface ProcessFigures {
  /** Wall clock of the whole process, start to exit. */
  readonly seconds: number;
  /** Of the process and its children that ended, all threads, as last seen a moment before its end; 0 where /proc does not tell. */
  readonly cpuSeconds: number;
  /** Peak resident memory in MiB where /proc tells it. */
  readonly peakMiB: number | undefined;
  readonly stdout: string;
}

/** Runs a whole process once. Throws where it fails: a benchmark of something broken is worth nothing. */
export async function wholeProcess(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ProcessFigures> {
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let stdout = '';
  let peakMiB: number | undefined;
  let cpuSeconds = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const watch = setInterval(() => {
    void peakOf(child.pid).then((peak) => {
      peakMiB = peak ?? peakMiB;
    });
    void cpuOf(child.pid).then((cpu) => {
      cpuSeconds = Math.max(cpuSeconds, cpu);
    });
  }, 50);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearInterval(watch);
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  return { seconds, cpuSeconds, peakMiB, stdout };
}

async function peakOf(pid: number | undefined): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const match = /VmHWM:\s+(\d+) kB/.exec(status);
  return match?.[1] === undefined ? undefined : Number(match[1]) / 1024;
}

/** Ticks of a hundredth of a second: fields 14 to 17 of /proc/PID/stat, after the name in parentheses. */
async function cpuOf(pid: number | undefined): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
}

/** The median of several runs of the same, after one that warms caches. */
export async function median(times: number, once: () => Promise<number>): Promise<number> {
  await once();
  const figures: number[] = [];
  for (let run = 0; run < times; run += 1) figures.push(await once());
  figures.sort((a, b) => a - b);
  return figures[Math.floor(figures.length / 2)] ?? Number.NaN;
}

export const seconds = (value: number): string => `${value.toFixed(2)} s`;
