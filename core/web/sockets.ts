import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { maxMessageBytes } from '../../contracts/api/wire.ts';
import type { EngineProcess } from './engine-process.ts';
import { isOurHost, isOurOrigin } from './origin.ts';
import type { Sessions } from './session.ts';

/** Windows at once. */
const mostSockets = 64;
/** What a window may leave unread before it is given up. */
const mostUnread = 256 * 1024 ** 2;
const beatMilliseconds = 20_000;
/** RFC 6455, 7.4.1. */
const closed = { goingAway: 1001, unsupported: 1003, policy: 1008, restart: 1012 } as const;

interface SocketOptions {
  readonly port: number;
  readonly sessions: Sessions;
  readonly engine: EngineProcess;
}

/**
 * WebSockets at `/rpc`, each a client of the engine. Another host, origin or path gets no socket; a window without a session gets one
 * that closes at once with 1008, so that its page can say why. Resolves `close` when all are closed.
 */
export function takeSockets(server: Server, options: SocketOptions): { readonly close: () => void } {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    clientTracking: true,
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const status = refusalOf(request, options, sockets.clients.size);
    if (status !== undefined) return refuse(socket, status);
    sockets.handleUpgrade(request, socket, head, (opened) => {
      if (options.sessions.has(request.headers.cookie)) serve(opened, options.engine);
      else opened.close(closed.policy, 'no session');
    });
  });
  const beat = setInterval(() => {
    for (const one of sockets.clients) one.ping();
  }, beatMilliseconds);
  beat.unref();
  return {
    close: () => {
      clearInterval(beat);
      for (const one of sockets.clients) one.close(closed.goingAway, 'the host ends');
      setTimeout(() => {
        for (const one of sockets.clients) one.terminate();
      }, 500).unref();
    },
  };
}

function refusalOf(
  { url, headers }: IncomingMessage,
  { port }: SocketOptions,
  open: number,
): 403 | 404 | 503 | undefined {
  if (!isOurHost(headers, port) || !isOurOrigin(headers)) return 403;
  if (url !== '/rpc') return 404;
  return open >= mostSockets ? 503 : undefined;
}

function serve(socket: WebSocket, engine: EngineProcess): void {
  const client = engine.connect({
    heard: (text) => {
      if (socket.bufferedAmount > mostUnread) socket.terminate();
      else socket.send(text);
    },
    lost: () => socket.close(closed.restart, 'the engine is started again'),
  });
  if (client === undefined) return socket.close(closed.restart, 'the engine is started again');
  socket.on('message', (data, isBinary) => {
    if (isBinary || !Buffer.isBuffer(data)) socket.close(closed.unsupported, 'expected text');
    else client.send(data.toString('utf8'));
  });
  // Malformed frames and too long messages: ws closes the socket itself, with the code that RFC 6455 has for it.
  socket.on('error', () => undefined);
  socket.on('close', () => client.close());
}

function refuse(socket: Duplex, status: 403 | 404 | 503): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
