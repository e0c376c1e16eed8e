import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A display of our own where there is none: Xvfb picks a free number and says it. Undefined where it is not installed. */
export async function openDisplay(): Promise<
  { readonly name: string; readonly close: () => void } | undefined
> {
  const given = process.env['DISPLAY'];
  if (process.platform !== 'linux') return { name: '', close: () => undefined };
  if (given !== undefined && given !== '') return { name: given, close: () => undefined };
  const xvfb: ChildProcess = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const pipe = xvfb.stdio[3];
  if (pipe === null || pipe === undefined) return undefined;
  const number = await Promise.race([
    once(pipe, 'data').then(([data]) => String(data).trim()),
    once(xvfb, 'error').then(() => undefined),
    once(xvfb, 'exit').then(() => undefined),
  ]);
  return number === undefined ? undefined : { name: `:${number}`, close: () => void xvfb.kill() };
}
