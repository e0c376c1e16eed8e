import { spawn } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { start } from '../cli/run.ts';

/** Starts a command as a user does and kills it after so many milliseconds, if it is not done by then. Whether it was killed. */
export async function killAfter(args: readonly string[], milliseconds: number): Promise<boolean> {
  const child = spawn(process.execPath, [start, ...args], { stdio: 'ignore', detached: true });
  const ended = new Promise<boolean>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (_, signal) => resolve(signal === 'SIGKILL'));
  });
  const early = new AbortController();
  const timer = setTimeout(milliseconds, undefined, { signal: early.signal }).catch(() => undefined);
  await Promise.race([ended, timer]);
  early.abort();
  if (child.exitCode === null && child.pid !== undefined) killGroup(child.pid);
  return ended;
}

/** With whatever it started. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
export function drawsOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
