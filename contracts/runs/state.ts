import { z } from 'zod';

/** Where a run is; see core/runs/machine.ts for what leads from one to another. */
export const runStates = [
  'queued',
  'starting',
  'running',
  'cancelling',
  'publishing',
  'waiting',
  'interrupted',
  'failed',
  'cancelled',
  'published',
  'unchanged',
] as const;

export const runState = z.enum(runStates);
export type RunState = z.infer<typeof runState>;
