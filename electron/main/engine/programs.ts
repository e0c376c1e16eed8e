import { mkdirSync, statSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { childEngine } from './child.ts';
import type { EnginePrograms, StartEngine } from './link.ts';
import { utilityEngine } from './utility.ts';

/** The engine needs node:sqlite without flags, and all that came with it. */
const leastNode = 24;
const mostLogBytes = 5 * 1024 ** 2;

export interface EnginePlaces {
  /** The folder of what was built: `engine`, `electron`, `renderer`. */
  readonly dist: string;
  readonly log: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Of this process. */
  readonly nodeVersion: string;
}

/** How the engine is started here: as a utility process, unless this Electron's Node is too old for it. */
export function engineStarter({ dist, log, environment, nodeVersion }: EnginePlaces): StartEngine {
  const folder = unpacked(join(dist, 'engine'));
  const programs: EnginePrograms = {
    engine: join(folder, 'engine-main.mjs'),
    worker: join(folder, 'run-worker-main.mjs'),
    environment: forEngine(environment),
    log: freshLog(log),
  };
  if (Number(nodeVersion.split('.')[0]) >= leastNode) return utilityEngine(programs);
  return childEngine(environment['QUAYSIDE_NODE'] ?? 'node', programs);
}

/** A process of its own and native modules need real files: the packaged application keeps them beside its archive. */
const unpacked = (path: string): string => path.replace(/\bapp\.asar(?=[\\/])/, 'app.asar.unpacked');

/** Nothing that would turn the engine into something else. */
function forEngine(environment: EnginePlaces['environment']): Record<string, string> {
  const entries = Object.entries(environment).flatMap(([name, value]) =>
    value === undefined || /^(?:ELECTRON_|NODE_OPTIONS$|NODE_CHANNEL_)/.test(name)
      ? []
      : [[name, value] as const],
  );
  return Object.fromEntries(entries);
}

/** Emptied where it has grown large. */
function freshLog(file: string): string {
  mkdirSync(dirname(file), { recursive: true });
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (bytes > mostLogBytes) truncateSync(file);
  return file;
}
