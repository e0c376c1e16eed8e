import module from 'node:module';

// A worker as a child process of Node: the engine's messages come over its IPC channel.
module.enableCompileCache();
const [{ serveWorker }, { readTelemetry }] = await Promise.all([
  import('./run-worker.ts'),
  import('../telemetry/settings.ts'),
]);

const ended = new AbortController();
process.once('SIGTERM', () => ended.abort());
// Ctrl-C is meant for the engine, which tells its workers.
process.on('SIGINT', () => undefined);
// The engine is gone: the run goes on, nobody is told.
process.on('disconnect', () => undefined);
await serveWorker(
  {
    send: (message) => {
      if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
    },
    listen: (take) => process.on('message', take),
  },
  ended.signal,
  readTelemetry(process.env),
);
if (process.connected) process.disconnect();
