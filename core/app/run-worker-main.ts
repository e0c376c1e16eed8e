import module from 'node:module';
import type { WorkerPort } from './run-worker.ts';

// A worker as a process of its own: the engine's messages come over Node's IPC channel, or from Electron's shell.
module.enableCompileCache();
const [{ serveWorker }, { readTelemetry }, { endProcess, parentPort }] = await Promise.all([
  import('./run-worker.ts'),
  import('../telemetry/settings.ts'),
  import('./parent-port.ts'),
]);

const ended = new AbortController();
process.once('SIGTERM', () => ended.abort());
// Ctrl-C is meant for the engine, which tells its workers.
process.on('SIGINT', () => undefined);
// The engine is gone: the run goes on, nobody is told.
process.on('disconnect', () => undefined);

const ofNode: WorkerPort = {
  send: (message) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
  },
  listen: (take) => process.on('message', take),
};
const shell = parentPort();
const ofElectron: WorkerPort | undefined = shell && {
  send: (message) => shell.postMessage(message),
  listen: (take) => shell.on('message', ({ data }) => take(data)),
};

await serveWorker(ofElectron ?? ofNode, ended.signal, readTelemetry(process.env));
if (process.connected) process.disconnect();
// Its port would keep a utility process alive.
if (shell !== undefined) endProcess();
