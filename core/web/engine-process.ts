import { type ChildProcess, fork } from 'node:child_process';
import { extname, join } from 'node:path';
import { QuaysideError } from '../base/errors.ts';
import { type FromEngine, fromEngine, type ToEngine } from '../../contracts/shell/engine.ts';
import { type ErrorCode, errorCodes } from '../../contracts/errors.ts';

/** A client of the engine, as the web host has it: text goes both ways. */
export interface EngineClient {
  readonly send: (text: string) => void;
  readonly close: () => void;
}

interface ClientEnds {
  readonly heard: (text: string) => void;
  /** The engine is gone. */
  readonly lost: () => void;
}

export interface EngineProcessOptions {
  /** Absolute path. */
  readonly workspace: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** It died and was started again (`up`), or died too often (`down`). */
  readonly said: (state: 'lost' | 'up' | 'down') => void;
}

/** So often within a minute it is started again. */
const mostStarts = 5;
const minuteMilliseconds = 60_000;
const leaveMilliseconds = 5000;

/**
 * The engine as a child process, started again where it dies. Clients end with the process that they were connected to: the page connects
 * anew and asks for what it watched.
 */
export class EngineProcess {
  readonly #options: EngineProcessOptions;
  readonly #clients = new Map<number, ClientEnds>();
  readonly #starts: number[] = [];
  #last = 0;
  #child: ChildProcess | undefined;
  #leaving = false;

  constructor(options: EngineProcessOptions) {
    this.#options = options;
  }

  /** Resolves when the engine takes clients. Throws why it refuses the workspace; INTERNAL where it dies before it says anything. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      const child = this.#fork();
      let isUp = false;
      child.on('message', (data) => {
        const parsed = fromEngine.safeParse(data);
        if (!parsed.success) return;
        if (parsed.data.kind === 'ready') {
          isUp = true;
          resolve();
        } else if (parsed.data.kind === 'refused') reject(refusalOf(parsed.data));
        else this.#hear(parsed.data);
      });
      child.once('exit', () => {
        this.#lose();
        if (isUp) void this.#again();
        else reject(new QuaysideError('INTERNAL', 'The engine ended before it was ready.'));
      });
      child.once('error', reject);
    });
  }

  /** Undefined while there is no engine. */
  connect(ends: ClientEnds): EngineClient | undefined {
    if (this.#child?.connected !== true) return undefined;
    this.#last += 1;
    const client = this.#last;
    this.#clients.set(client, ends);
    this.#say({ kind: 'connect', client });
    return {
      send: (data) => this.#say({ kind: 'rpc', client, data }),
      close: () => {
        if (this.#clients.delete(client)) this.#say({ kind: 'disconnect', client });
      },
    };
  }

  /** Lets it end what it is answering; runs go on in their workers. */
  async leave(): Promise<void> {
    this.#leaving = true;
    const child = this.#child;
    if (child === undefined || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    this.#say({ kind: 'leave' });
    const timer = setTimeout(() => child.kill('SIGKILL'), leaveMilliseconds);
    await gone;
    clearTimeout(timer);
  }

  #fork(): ChildProcess {
    const { workspace, environment } = this.#options;
    const program = join(import.meta.dirname, '..', 'app', `engine-main${extname(import.meta.filename)}`);
    const child = fork(program, [workspace], {
      execArgv: [],
      env: { ...environment },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
      detached: true,
      windowsHide: true,
    });
    this.#child = child;
    this.#starts.push(performance.now());
    return child;
  }

  async #again(): Promise<void> {
    if (this.#leaving) return;
    const since = performance.now() - minuteMilliseconds;
    if (this.#starts.filter((at) => at > since).length > mostStarts) return this.#options.said('down');
    this.#options.said('lost');
    await this.start().then(
      () => this.#options.said('up'),
      () => this.#options.said('down'),
    );
  }

  #say(message: ToEngine): void {
    if (this.#child?.connected === true) this.#child.send(message, () => undefined);
  }

  #hear(message: FromEngine): void {
    if (message.kind === 'rpc' && typeof message.data === 'string')
      this.#clients.get(message.client)?.heard(message.data);
  }

  #lose(): void {
    const lost = [...this.#clients.values()];
    this.#clients.clear();
    for (const ends of lost) ends.lost();
  }
}

const refusalOf = ({ code, message }: { readonly code: string; readonly message: string }): QuaysideError =>
  new QuaysideError(isErrorCode(code) ? code : 'INTERNAL', message);

const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorCodes, code);
