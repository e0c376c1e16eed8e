import { fork, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fromWorker } from '../../contracts/runs/messages.ts';
import { markOf } from '../base/process-mark.ts';
import type { SpawnWorker } from '../runs/worker-link.ts';
import type { Host } from './host.ts';
import { openQueue } from './run-queue.ts';

/** A program beside this one: TypeScript here, bundled in the packaged application. */
const program = (name: string): string =>
  join(import.meta.dirname, `${name}${extname(import.meta.filename)}`);

/** Workers as child processes of Node, each in a process group of its own: the terminal's Ctrl-C reaches the engine only. */
export const spawnNodeWorker: SpawnWorker = ({ message, gone }) => {
  const child = fork(program('run-worker-main'), {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    detached: true,
    windowsHide: true,
  });
  let left = false;
  const leave = (): void => {
    if (left) return;
    left = true;
    gone();
  };
  child.on('message', (text) => {
    const parsed = fromWorker.safeParse(text);
    if (parsed.success) message(parsed.data);
  });
  child.once('error', leave);
  child.once('exit', leave);
  return {
    send: (text) => {
      if (child.connected) child.send(text, () => undefined);
    },
    kill: () => child.kill('SIGKILL'),
  };
};

/** Starts an engine where runs wait and no living one takes them: the last one was killed or told to stop. */
export function startEngineIfNeeded(host: Host, workspace: string): boolean {
  {
    using queue = openQueue(host, workspace);
    if (!queue.needsEngine()) return false;
  }
  startEngine(host, workspace, undefined);
  return true;
}

/** Starts an engine that takes this workspace's runs after this process is gone; what it has to say goes into runs.log there. */
export function startEngine(host: Host, workspace: string, jobs: number | undefined): void {
  const log = openSync(join(workspace, 'runs.log'), 'a');
  try {
    const arguments_ = [program('run-engine-main'), workspace, ...(jobs === undefined ? [] : [String(jobs)])];
    const child = spawn(process.execPath, arguments_, {
      stdio: ['ignore', 'ignore', log],
      detached: true,
      windowsHide: true,
    });
    child.unref();
    // Before it says so itself, so that nobody starts a second one meanwhile.
    using queue = openQueue(host, workspace);
    if (child.pid !== undefined) queue.engineIsOn(markOf(child.pid));
  } finally {
    closeSync(log);
  }
}
