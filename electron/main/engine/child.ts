import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fromEngine } from '../../../contracts/shell/engine.ts';
import type { EnginePrograms, StartEngine } from './link.ts';

/**
 * The engine as a child process of a Node 24: where Electron's own Node is older. It starts its workers itself, and they outlive
 * the application.
 */
export function childEngine(node: string, programs: EnginePrograms): StartEngine {
  return (workspace, listener) => {
    const log = openSync(programs.log, 'a');
    const child = spawn(node, [programs.engine, workspace], {
      env: { ...programs.environment },
      stdio: ['ignore', log, log, 'ipc'],
      serialization: 'advanced',
      windowsHide: true,
    });
    closeSync(log);
    let left = false;
    const leave = (): void => {
      if (left) return;
      left = true;
      listener.gone();
    };
    child.on('message', (data) => {
      const parsed = fromEngine.safeParse(data);
      if (parsed.success) listener.message(parsed.data);
    });
    child.once('error', leave);
    child.once('exit', leave);
    return {
      send: (message) => {
        if (child.connected) child.send(message, () => undefined);
      },
      takesPorts: false,
      workersEndToo: false,
      pid: child.pid,
      kill: () => child.kill('SIGKILL'),
    };
  };
}
