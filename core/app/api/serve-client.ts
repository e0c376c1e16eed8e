import { mapEventIterator } from '@orpc/client';
import { RPCHandler } from '@orpc/server/ws';
import { bytesSerializer } from '../../../contracts/api/wire.ts';
import type { ClientPort } from '../parent-port.ts';
import { isRpcRequest } from '../rpc-request.ts';
import type { Engine } from './engine.ts';
import { refusal } from './refusal.ts';
import { makeApi } from './router.ts';

/** Node's own base64 is faster than what it has in common with browsers. */
const bytes = bytesSerializer({
  encode: (data) => Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64'),
  decode: (text) => new Uint8Array(Buffer.from(text, 'base64')),
});

/** Answers clients: whatever a handler, a schema or a stream throws crosses as a refusal. */
export function serveClients(engine: Engine): (port: ClientPort) => void {
  const handler = new RPCHandler(makeApi(engine), {
    customJsonSerializers: [bytes],
    clientInterceptors: [
      async (call) => {
        try {
          const answer = await call.next();
          return isStream(answer)
            ? mapEventIterator(answer, {
                value: (value: unknown) => Promise.resolve(value),
                error: (cause: unknown) => Promise.resolve(refusal(cause)),
              })
            : answer;
        } catch (cause) {
          throw refusal(cause);
        }
      },
    ],
  });
  return (port) => void handler.upgrade(socketOf(port));
}

const isStream = (answer: unknown): answer is AsyncIteratorObject<unknown, unknown, void> =>
  typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer && 'next' in answer;

type Socket = Parameters<RPCHandler<Record<never, never>>['upgrade']>[0];

/** A port as oRPC's handler takes it. What is no message of a client is passed over: nothing it does may end the engine. */
function socketOf(port: ClientPort): Socket {
  const socket = {
    addEventListener: (event: string, take: (event: { readonly data: unknown }) => void): void =>
      port.on(event, (message) => {
        if (event !== 'message') take({ data: undefined });
        else if (isRpcRequest(message?.data)) take({ data: message.data });
      }),
    send: (data: unknown): void => port.postMessage(data),
  };
  // Of a WebSocket the handler uses these two.
  return socket as unknown as Socket;
}
