import module from 'node:module';

// An engine without a person: takes a workspace's runs until none waits. `run --detach` starts it.
module.enableCompileCache();
const [
  { drainQueue },
  { defaultScratchRoot, readLeaseSeconds },
  { readLimits },
  { readTelemetry },
  { spawnNodeWorker },
  { readRuntimeFolder },
] = await Promise.all([
  import('./run-many.ts'),
  import('./host.ts'),
  import('../base/limits.ts'),
  import('../telemetry/settings.ts'),
  import('./run-spawn.ts'),
  import('./runtime-folder.ts'),
]);

const [workspace, jobs] = process.argv.slice(2);
if (workspace === undefined) throw new TypeError('expected a workspace');
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
process.once('SIGINT', () => stop.abort());
const host = {
  limits: readLimits(process.env),
  scratchRoot: defaultScratchRoot(process.env),
  now: () => new Date(),
  leaseSeconds: readLeaseSeconds(process.env),
  telemetry: readTelemetry(process.env),
  runtimeFolder: readRuntimeFolder(process.env),
  spawnWorker: spawnNodeWorker,
};
await drainQueue(host, workspace, {
  ...(jobs === undefined ? {} : { jobs: Number(jobs) }),
  signal: stop.signal,
});
