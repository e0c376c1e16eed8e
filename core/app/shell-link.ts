import { type FromEngine, type ToEngine, toEngine } from '../../contracts/shell/engine.ts';
import type { SpawnWorker } from '../runs/worker-link.ts';
import { type ClientPort, type ParentPort, parentPort } from './parent-port.ts';
import { patientPort } from './patient-port.ts';
import { relayedPorts } from './relayed-port.ts';
import { spawnNodeWorker } from './run-spawn.ts';

/** An engine's line to the desktop shell that started it (contracts/shell/engine.ts). */
export interface ShellLink {
  readonly say: (message: FromEngine) => void;
  readonly spawnWorker: SpawnWorker;
  /** Aborted when the shell wants the engine to end, or is gone. */
  readonly left: AbortSignal;
}

/** The line to the shell of this process; clients come through `takeClient` at once. Undefined where no shell started it. */
export function linkToShell(takeClient: (port: ClientPort) => void): ShellLink | undefined {
  const port = parentPort();
  if (port !== undefined) return linkOfUtility(port, takeClient);
  return process.send === undefined ? undefined : linkOfChild(takeClient);
}

function linkOfUtility(port: ParentPort, takeClient: (port: ClientPort) => void): ShellLink {
  const left = new AbortController();
  const say = (message: FromEngine): void => port.postMessage(message);
  const workers = workersOfShell(say);
  port.on('message', ({ data, ports: [client] }) => {
    const message = toEngine.parse(data);
    if (message.kind === 'leave') left.abort();
    if (message.kind === 'connect' && client !== undefined) {
      takeClient(patientPort(client));
      client.start();
    }
    workers.hear(message);
  });
  return { say, left: left.signal, spawnWorker: workers.spawn };
}

function linkOfChild(takeClient: (port: ClientPort) => void): ShellLink {
  const left = new AbortController();
  const say = (message: FromEngine): void => {
    if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
  };
  const clients = relayedPorts((client, data) => say({ kind: 'rpc', client, data }));
  process.on('message', (data) => {
    const message = toEngine.parse(data);
    if (message.kind === 'leave') left.abort();
    if (message.kind === 'connect') takeClient(patientPort(clients.open(message.client)));
    if (message.kind === 'rpc') clients.hear(message.client, message.data);
    if (message.kind === 'disconnect') clients.close(message.client);
  });
  process.once('disconnect', () => left.abort());
  return { say, left: left.signal, spawnWorker: spawnNodeWorker };
}

/** Only the shell can start utility processes: workers are asked of it, and what they say comes through it. */
function workersOfShell(say: (message: FromEngine) => void): {
  readonly spawn: SpawnWorker;
  readonly hear: (message: ToEngine) => void;
} {
  const on = new Map<number, Parameters<SpawnWorker>[0]>();
  let last = 0;
  return {
    spawn: (listener) => {
      last += 1;
      const worker = last;
      on.set(worker, listener);
      say({ kind: 'spawnWorker', worker });
      return {
        send: (message) => say({ kind: 'workerHears', worker, message }),
        kill: () => say({ kind: 'killWorker', worker }),
      };
    },
    hear: (message) => {
      if (message.kind === 'workerSaid') on.get(message.worker)?.message(message.message);
      if (message.kind !== 'workerGone') return;
      on.get(message.worker)?.gone();
      on.delete(message.worker);
    },
  };
}
