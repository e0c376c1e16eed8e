import { join } from 'node:path';
import { RunQueue } from '../runs/queue.ts';
import type { Host } from './host.ts';

/** A workspace's queue of runs. The workspace's folder must be there. */
export const openQueue = (host: Host, workspace: string): RunQueue =>
  new RunQueue(join(workspace, 'runs.sqlite'), { clock: host.now });
