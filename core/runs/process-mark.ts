import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';

/** Tells one process from all others, also from a later one that was given its number. */
export const processMark = z.object({
  host: z.string(),
  pid: z.number(),
  /** When it began, as the system counts; null where the system does not say it cheaply. */
  birth: z.string().nullable(),
});

export type ProcessMark = z.infer<typeof processMark>;

export const parseMark = (text: string): ProcessMark => processMark.parse(JSON.parse(text));

export const thisProcess = (): ProcessMark => markOf(process.pid);

/** Of a process of this machine. */
export const markOf = (pid: number): ProcessMark => ({ host: hostname(), pid, birth: birthOf(pid) });

/** What is known of a process: `unknown` for one of another machine (or container), whose heartbeat decides. */
export function isAlive(mark: ProcessMark): boolean | 'unknown' {
  if (mark.host !== hostname()) return 'unknown';
  try {
    process.kill(mark.pid, 0);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ESRCH') return false;
  }
  return mark.birth === null || birthOf(mark.pid) === mark.birth;
}

/** Linux: the 22nd field of /proc/PID/stat, ticks since the start of the machine (proc_pid_stat(5)). A zombie is no process any more. */
function birthOf(pid: number): string | null {
  if (process.platform !== 'linux') return null;
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in parentheses and may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}
