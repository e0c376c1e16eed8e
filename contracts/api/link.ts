import { z } from 'zod';
import { fromWorker, toWorker } from '../runs/messages.ts';
import { fault } from './fault.ts';

/**
 * How a host and the engine program talk, over Node's IPC channel or Electron's parentPort. A window is a connection: its messages are
 * carried as texts. Where the host can hand over a MessagePort with `open`, the texts go through that port instead of `text` messages.
 */

const connection = z.string().min(1).max(100);
const worker = z.int().min(1);
const text = z.string();

export const toEngine = z.discriminatedUnion('kind', [
  /** First, once. */
  z.strictObject({
    kind: z.literal('start'),
    /** Absolute path. */
    workspace: z.string().min(1),
    /** `host`: workers are asked for by `spawn`. `own`: the engine starts them as child processes. */
    workers: z.enum(['own', 'host']),
    /** Sources and targets may be paths on this machine. */
    hostPaths: z.boolean(),
    /** Folders that the host and the engine share for what a browser sends and fetches. */
    uploads: z.string().optional(),
    downloads: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('open'), connection }),
  z.strictObject({ kind: z.literal('text'), connection, text }),
  z.strictObject({ kind: z.literal('close'), connection }),
  z.strictObject({ kind: z.literal('worker'), worker, message: fromWorker }),
  z.strictObject({ kind: z.literal('worker-gone'), worker }),
  /** End as soon as what is being answered is answered; runs go on in their workers. */
  z.strictObject({ kind: z.literal('stop') }),
]);
export type ToEngine = z.infer<typeof toEngine>;

export const fromEngine = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready'), engineId: z.string() }),
  /** The workspace cannot be opened; the engine ends. */
  z.strictObject({ kind: z.literal('refused'), fault }),
  z.strictObject({ kind: z.literal('text'), connection, text }),
  /** The connection's messages are no messages, or too long. */
  z.strictObject({ kind: z.literal('close'), connection }),
  z.strictObject({ kind: z.literal('spawn'), worker }),
  z.strictObject({ kind: z.literal('to-worker'), worker, message: toWorker }),
  z.strictObject({ kind: z.literal('kill-worker'), worker }),
]);
export type FromEngine = z.infer<typeof fromEngine>;
