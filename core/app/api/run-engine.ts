import { readLimits } from '../../base/limits.ts';
import { readTelemetry } from '../../telemetry/settings.ts';
import { defaultScratchRoot, readLeaseSeconds } from '../host.ts';
import { type ClientPort, endProcess, parentPort } from '../parent-port.ts';
import { Workspace } from '../run-workspace.ts';
import { readRuntimeFolder } from '../runtime-folder.ts';
import { linkToShell, type ShellLink } from '../shell-link.ts';
import { sayActivity } from './activity.ts';
import { openEngine } from './engine.ts';
import { faultOf } from './refusal.ts';
import { serveClients } from './serve-client.ts';

/**
 * Opens a workspace and answers the host's clients until the host wants it to leave or is gone. QUAYSIDE_UPLOADS and
 * QUAYSIDE_DOWNLOADS name the folders shared with a host that serves browsers.
 */
export async function runEngine(
  folder: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const waiting: ClientPort[] = [];
  let take = (port: ClientPort): void => void waiting.push(port);
  const link = linkToShell((port) => take(port));
  if (link === undefined || folder === undefined) throw new TypeError('expected a host and a workspace');
  try {
    await using engine = await opened(folder, environment, link);
    take = serveClients(engine);
    for (const port of waiting) take(port);
    link.say({ kind: 'ready' });
    engine.interactive.warm();
    await engine.queue.tend();
    await sayActivity(engine, link);
  } catch (cause) {
    const { code, details } = faultOf(cause);
    link.say({ kind: 'refused', code, message: details });
  }
  // Workers that are on go on; whatever else waits is asked for again by whoever wants it.
  endProcess();
}

async function opened(
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
  { spawnWorker }: ShellLink,
) {
  const host = {
    limits: readLimits(environment),
    scratchRoot: defaultScratchRoot(environment),
    now: () => new Date(),
    leaseSeconds: readLeaseSeconds(environment),
    telemetry: readTelemetry(environment),
    runtimeFolder: readRuntimeFolder(environment),
  };
  await using workspace = await Workspace.open(host, folder);
  return openEngine({
    host,
    workspace: workspace.folder,
    spawnWorker,
    mayFork: parentPort() === undefined,
    hostPaths: true,
    uploads: environment['QUAYSIDE_UPLOADS'],
    downloads: environment['QUAYSIDE_DOWNLOADS'],
  });
}
