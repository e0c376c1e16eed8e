import { z } from 'zod';
import { id, word } from '../journal/values.ts';
import { fromWorker, toWorker } from '../runs/messages.ts';
import { runState } from '../runs/state.ts';

/**
 * What the desktop shell and its engine say to each other; each side parses what it gets. The shell starts the engine program with the
 * workspace's absolute path as its only argument and QUAYSIDE_* in the environment. Two ways to start it, told apart by the engine:
 *
 * - utility process (`process.parentPort` is there): `connect` comes with a MessagePort (`event.ports[0]`), the client speaks oRPC on
 *   it; the engine cannot start processes, so workers are asked of the shell.
 * - child process of Node (`process.send` is there, serialization 'advanced'): no ports; after `connect` the client's oRPC messages
 *   come and go as `rpc`. The engine starts workers itself.
 */

const client = z.int().min(0);
const worker = z.int().min(0);
/** One message of oRPC's message port adapter. */
const rpcData = z.union([z.string(), z.instanceof(Uint8Array)]);
const rpc = z.strictObject({ kind: z.literal('rpc'), client, data: rpcData });

/** A client (a window's page) is there; the same number never comes twice. */
const connect = z.strictObject({ kind: z.literal('connect'), client });
/** It is gone: reloaded or closed. Where it had a port, the port closes as well. */
const disconnect = z.strictObject({ kind: z.literal('disconnect'), client });
const workerSaid = z.strictObject({ kind: z.literal('workerSaid'), worker, message: fromWorker });
const workerGone = z.strictObject({ kind: z.literal('workerGone'), worker });
/** Leave: take no more runs, and end. Workers that are on go on. */
const leave = z.strictObject({ kind: z.literal('leave') });

/** From the shell to the engine. */
export const toEngine = z.discriminatedUnion('kind', [
  connect,
  rpc,
  disconnect,
  workerSaid,
  workerGone,
  leave,
]);

/** The engine takes clients. Said once. */
const ready = z.strictObject({ kind: z.literal('ready') });
/** Start a worker; the engine chose the number, which never comes twice. */
const spawnWorker = z.strictObject({ kind: z.literal('spawnWorker'), worker });
const workerHears = z.strictObject({ kind: z.literal('workerHears'), worker, message: toWorker });
const killWorker = z.strictObject({ kind: z.literal('killWorker'), worker });
/** Why it cannot start; it ends after this. */
const refused = z.strictObject({
  kind: z.literal('refused'),
  code: z.string(),
  message: z.string(),
});

const runNow = z.strictObject({
  runId: id,
  tenant: word,
  state: runState,
  /** Of its stage, 0 to 1, where the total is known. */
  share: z.number().min(0).max(1).optional(),
  /** Since it began. */
  seconds: z.number().min(0),
});
/** Runs that wait or are on, and those that ended since this was last said. Said when it changes, at most twice a second. */
const activity = z.strictObject({
  kind: z.literal('activity'),
  runs: z.array(runNow).max(10_000).readonly(),
});

/** From the engine to the shell. */
export const fromEngine = z.discriminatedUnion('kind', [
  ready,
  rpc,
  spawnWorker,
  workerHears,
  killWorker,
  refused,
  activity,
]);

export type ToEngine = z.infer<typeof toEngine>;
export type FromEngine = z.infer<typeof fromEngine>;
/** A run, as the task bar and notifications need it. */
export type RunNow = z.infer<typeof runNow>;
