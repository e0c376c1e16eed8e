import { MessageChannelMain, type MessagePortMain, type WebContents } from 'electron';
import { maxMessageBytes } from '../../../contracts/api/wire.ts';
import { portMessage } from '../../../contracts/shell/window.ts';
import type { EngineLink } from './link.ts';

type Data = string | Uint8Array<ArrayBuffer>;

/**
 * The pages' ports to the engine. A port that is asked for while no engine is up waits for the next one: what a page says
 * meanwhile is not lost. With their engine all ports are closed.
 */
export class EngineClients {
  readonly #waiting = new Set<MessagePortMain>();
  /** Of clients whose messages go through the link. */
  readonly #ports = new Map<number, MessagePortMain>();
  #link: EngineLink | undefined;
  #last = 0;

  /** Gives a page a new port. */
  connect(page: WebContents): void {
    const { port1, port2 } = new MessageChannelMain();
    page.postMessage(portMessage, undefined, [port2]);
    if (this.#link === undefined) this.#waiting.add(port1);
    else this.#attach(this.#link, port1);
  }

  engineIsUp(link: EngineLink): void {
    this.#link = link;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const port of waiting) this.#attach(link, port);
  }

  engineIsGone(): void {
    this.#link = undefined;
    for (const port of this.#ports.values()) port.close();
    this.#ports.clear();
  }

  /** The engine says something to one client. */
  hear(client: number, data: Data): void {
    this.#ports.get(client)?.postMessage(data);
  }

  #attach(link: EngineLink, port: MessagePortMain): void {
    this.#last += 1;
    const client = this.#last;
    if (link.takesPorts) return link.send({ kind: 'connect', client }, port);
    link.send({ kind: 'connect', client });
    this.#ports.set(client, port);
    const leave = (): void => {
      if (this.#ports.delete(client)) link.send({ kind: 'disconnect', client });
    };
    port.on('message', ({ data }: { readonly data: unknown }) => {
      if (isRequest(data)) return link.send({ kind: 'rpc', client, data });
      port.close();
      leave();
    });
    port.once('close', leave);
    port.start();
  }
}

/** What it says is the engine's to judge; that it is no flood is seen here, before it is copied once more. */
const isRequest = (data: unknown): data is Data =>
  (typeof data === 'string' || data instanceof Uint8Array) && data.length <= maxMessageBytes;
