import module from 'node:module';

// A worker as a child process of Node: the engine's messages come over its IPC channel.
module.enableCompileCache();
const { serveWorker } = await import('./run-worker.ts');

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
);
if (process.connected) process.disconnect();
