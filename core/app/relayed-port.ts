import type { ClientPort } from './parent-port.ts';

/** A message of oRPC's message port adapter. */
type Data = string | Uint8Array<ArrayBuffer>;

interface Listeners {
  readonly message: ((event: { readonly data: unknown }) => void)[];
  readonly close: (() => void)[];
}

/** Ports for clients whose messages all come through one channel, told apart by their number. */
export function relayedPorts(send: (client: number, data: Data) => void): {
  readonly open: (client: number) => ClientPort;
  readonly hear: (client: number, data: Data) => void;
  readonly close: (client: number) => void;
} {
  const on = new Map<number, Listeners>();
  return {
    open: (client) => {
      const listeners: Listeners = { message: [], close: [] };
      on.set(client, listeners);
      return {
        on: (event, take) => {
          if (event === 'message') listeners.message.push(take);
          if (event === 'close') listeners.close.push(take);
        },
        postMessage: (data) => {
          if (on.has(client) && isData(data)) send(client, data);
        },
      };
    },
    hear: (client, data) => on.get(client)?.message.forEach((take) => take({ data })),
    close: (client) => {
      on.get(client)?.close.forEach((take) => take());
      on.delete(client);
    },
  };
}

const isData = (data: unknown): data is Data => typeof data === 'string' || data instanceof Uint8Array;
