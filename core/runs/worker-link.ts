import type { FromWorker, ToWorker } from '../../contracts/runs/messages.ts';

/** A worker process, as the engine that started it has it. */
export interface WorkerLink {
  readonly send: (message: ToWorker) => void;
  /** Ends it at once, whatever it is doing. */
  readonly kill: () => void;
}

interface WorkerListener {
  readonly message: (message: FromWorker) => void;
  /** Its process is gone. */
  readonly gone: () => void;
}

/**
 * Starts a worker. Each host has its own way: a child process of Node, a utilityProcess of Electron. A worker outlives its engine: it
 * ends when its run does.
 */
export type SpawnWorker = (listener: WorkerListener) => WorkerLink;
