import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ApiClient } from '../../contracts/api/index.ts';
import { type Fault, fault } from '../../contracts/api/fault.ts';
import { bytesSerializer } from '../../contracts/api/wire.ts';
import { type Engine, openEngine } from '../../core/app/api/engine.ts';
import { serveClients } from '../../core/app/api/serve-client.ts';
import { spawnNodeWorker } from '../../core/app/run-spawn.ts';
import type { Host } from '../../core/app/host.ts';

/** An engine in this process, and how clients speak to it: over a MessagePort, as windows do. */
export function engineOn(
  host: Host,
  workspace: string,
  options: Partial<Parameters<typeof openEngine>[0]> = {},
) {
  const engine: Engine = openEngine({
    host,
    workspace,
    spawnWorker: spawnNodeWorker,
    mayFork: true,
    hostPaths: true,
    ...options,
  });
  const take = serveClients(engine);
  const open: { readonly close: () => void }[] = [];
  const connect = (): ApiClient => {
    const { port1, port2 } = new MessageChannel();
    open.push(port1, port2);
    take({
      on: (event, listener) =>
        port1.addEventListener(event, (message) => listener({ data: Reflect.get(message, 'data') })),
      postMessage: (message) => port1.postMessage(message),
    });
    port1.start();
    port2.start();
    return createORPCClient(new RPCLink({ port: port2, customJsonSerializers: [bytesSerializer()] }));
  };
  return {
    engine,
    connect,
    client: connect(),
    async [Symbol.asyncDispose]() {
      await engine[Symbol.asyncDispose]();
      for (const port of open) port.close();
    },
  };
}

/** Why a call was refused. */
export async function refusalOf(call: Promise<unknown>): Promise<Fault> {
  const thrown = await call.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!(thrown instanceof ORPCError)) throw new Error(`expected a refusal, found ${String(thrown)}`);
  return fault.parse(thrown.data);
}

/** The last value of a stream. */
export async function lastOf<T>(stream: Promise<AsyncIterable<T>>): Promise<T> {
  let last: T | undefined;
  for await (const value of await stream) last = value;
  if (last === undefined) throw new Error('expected a value');
  return last;
}
