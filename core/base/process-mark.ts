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
  const stat = statOf(mark.pid);
  if (stat === undefined) return true;
  // A zombie is no process any more, though signals reach it: in a container without an init nobody takes it away.
  return !stat.isZombie && (mark.birth === null || stat.birth === mark.birth);
}

const birthOf = (pid: number): string | null => statOf(pid)?.birth ?? null;

/** Linux: state and start time, the 3rd and 22nd field of /proc/PID/stat (proc_pid_stat(5)); undefined elsewhere. */
function statOf(pid: number): { readonly isZombie: boolean; readonly birth: string | null } | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in parentheses and may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { isZombie: fields[0] === 'Z', birth: fields[19] ?? null };
  } catch {
    return undefined;
  }
}
