import { createWriteStream } from 'node:fs';
import { type UtilityProcess, utilityProcess } from 'electron';
import { fromWorker } from '../../../contracts/runs/messages.ts';
import { type FromEngine, fromEngine, type ToEngine } from '../../../contracts/shell/engine.ts';
import type { EnginePrograms, StartEngine } from './link.ts';

/** The engine and its workers as utility processes of Electron. */
export function utilityEngine(programs: EnginePrograms): StartEngine {
  return (workspace, listener) => {
    const engine = fork(programs, programs.engine, [workspace]);
    const workers = workersFor(programs, (message) => engine.postMessage(message));
    engine.on('message', (data: unknown) => {
      const parsed = fromEngine.safeParse(data);
      if (!parsed.success) return;
      workers.hear(parsed.data);
      listener.message(parsed.data);
    });
    engine.once('exit', () => {
      // A worker ends when its run does: nobody hears it any more.
      workers.leave();
      listener.gone();
    });
    return {
      send: (message, port) => engine.postMessage(message, port === undefined ? [] : [port]),
      takesPorts: true,
      workersEndToo: true,
      pid: engine.pid,
      kill: () => engine.kill(),
    };
  };
}

function fork(programs: EnginePrograms, program: string, arguments_: string[]): UtilityProcess {
  const child = utilityProcess.fork(program, arguments_, {
    env: { ...programs.environment },
    stdio: 'pipe',
    serviceName: 'Quayside engine',
  });
  const log = createWriteStream(programs.log, { flags: 'a' });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  child.once('exit', () => log.end());
  return child;
}

/** The engine's workers, which only this process can start. */
function workersFor(
  programs: EnginePrograms,
  tell: (message: ToEngine) => void,
): { readonly hear: (message: FromEngine) => void; readonly leave: () => void } {
  const on = new Map<number, UtilityProcess>();
  let listening = true;
  const say = (message: ToEngine): void => {
    if (listening) tell(message);
  };
  const start = (worker: number): void => {
    const process = fork(programs, programs.worker, []);
    on.set(worker, process);
    process.on('message', (data: unknown) => {
      const parsed = fromWorker.safeParse(data);
      if (parsed.success) say({ kind: 'workerSaid', worker, message: parsed.data });
    });
    process.once('exit', () => {
      on.delete(worker);
      say({ kind: 'workerGone', worker });
    });
  };
  return {
    hear: (message) => {
      if (message.kind === 'spawnWorker') start(message.worker);
      if (message.kind === 'workerHears') on.get(message.worker)?.postMessage(message.message);
      if (message.kind === 'killWorker') on.get(message.worker)?.kill();
    },
    leave: () => {
      listening = false;
    },
  };
}
