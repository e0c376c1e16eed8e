import { RPCLink } from '@orpc/client/message-port';
import { createORPCClient } from '@orpc/client';
import { os } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { afterEach, expect, test } from 'vitest';
import { maxMessageBytes } from '../../contracts/api/wire.ts';
import type { ClientPort } from '../../core/app/parent-port.ts';
import { relayedPorts } from '../../core/app/relayed-port.ts';
import { isRpcRequest } from '../../core/app/rpc-request.ts';

const rejections: unknown[] = [];
const note = (reason: unknown): void => void rejections.push(reason);
afterEach(() => void process.off('unhandledRejection', note));

/** An engine with one procedure, as the shell's relay reaches it; what it answers goes to `heard`. */
function engine(heard: (data: unknown) => void): { readonly say: (data: string) => void } {
  const ports = relayedPorts((_, data) => heard(data));
  const port = ports.open(1);
  const router = {
    double: os.handler(({ input }) => Number(input) * 2),
    count: os.handler(async function* () {
      for (let n = 1; n <= 3; n += 1) yield n;
    }),
  };
  new RPCHandler(router).upgrade({
    on: (name, take) =>
      port.on(name, (said) => {
        if (name !== 'message' || isRpcRequest(said?.data)) take(said);
      }),
    postMessage: (data: unknown) => port.postMessage(data),
  });
  return { say: (data) => ports.hear(1, data) };
}

test('calls and streams of oRPC’s own client pass', async () => {
  const listeners: ((event: { data: unknown }) => void)[] = [];
  const { say } = engine((data) => listeners.forEach((take) => take({ data })));
  const port: ClientPort = {
    on: (name, take) => void (name === 'message' && listeners.push(take)),
    postMessage: (data) => say(String(data)),
  };
  const client: { double: (n: number) => Promise<number>; count: () => Promise<AsyncIterable<number>> } =
    createORPCClient(new RPCLink({ port }));
  expect(await client.double(21)).toBe(42);
  const counted = [];
  for await (const n of await client.count()) counted.push(n);
  expect(counted).toEqual([1, 2, 3]);
});

test.each([
  ['no JSON', '{'],
  ['no object', '7'],
  ['nothing in it', '{}'],
  ['null', 'null'],
  ['no payload', '{"i":"1"}'],
  ['no path', '{"i":"1","p":{"u":7}}'],
  ['another origin', '{"i":"1","p":{"u":"http://elsewhere/"}}'],
  ['a path that is no URL', '{"i":"1","p":{"u":"http://["}}'],
  ['headers that are none', '{"i":"1","p":{"u":"/double","h":7}}'],
  ['a form that cannot be read', '{"i":"1","p":{"u":"/double","h":{"content-type":"multipart/form-data"}}}'],
  ['an event without payload', '{"i":"1","t":3}'],
  ['an unknown kind', '{"i":"1","t":9,"p":{}}'],
  ['an id that is none', '{"i":{},"p":{"u":"/double"}}'],
])('malformed is dropped, and nothing breaks: %s', async (_, text) => {
  process.on('unhandledRejection', note);
  const answers: unknown[] = [];
  const { say } = engine((data) => answers.push(data));
  say(text);
  say('{"i":"2","p":{"u":"/double","b":{"json":4}}}');
  await expect.poll(() => answers).toHaveLength(1);
  expect(answers).toEqual([expect.stringContaining('8')]);
  expect(rejections).toEqual([]);
});

test('what is larger than any request, or no text, is dropped', () => {
  const path = '{"i":"1","p":{"u":"/double","b":""}}';
  expect(isRpcRequest(path)).toBe(true);
  expect(isRpcRequest(path.replace('""', `"${'x'.repeat(maxMessageBytes)}"`))).toBe(false);
  expect(isRpcRequest(new Uint8Array([1, 2, 3]))).toBe(false);
  expect(isRpcRequest({ i: '1', p: { u: '/double' } })).toBe(false);
});
