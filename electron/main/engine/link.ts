import type { MessagePortMain } from 'electron';
import type { FromEngine, ToEngine } from '../../../contracts/shell/engine.ts';

/** The engine's process, as the shell has it, whatever kind of process that is. */
export interface EngineLink {
  /** `port`: given where `takesPorts`. */
  readonly send: (message: ToEngine, port?: MessagePortMain) => void;
  /** Clients get a port of their own to the engine; otherwise their messages go through this link. */
  readonly takesPorts: boolean;
  /** Its workers end with the application. */
  readonly workersEndToo: boolean;
  readonly pid: number | undefined;
  /** Ends it at once. */
  readonly kill: () => void;
}

interface EngineListener {
  readonly message: (message: FromEngine) => void;
  /** Its process is gone, asked for or not. Called once. */
  readonly gone: () => void;
}

export type StartEngine = (workspace: string, listener: EngineListener) => EngineLink;

/** Where the programs are, and what their processes get. */
export interface EnginePrograms {
  readonly engine: string;
  readonly worker: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What they have to say to developers goes here. */
  readonly log: string;
}
