import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { markOf, type ProcessMark } from '../../core/base/process-mark.ts';

/** A process that was there and is gone. */
export async function goneProcess(): Promise<ProcessMark> {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const mark = markOf(child.pid ?? 0);
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
  return mark;
}
