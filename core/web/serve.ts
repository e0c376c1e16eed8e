import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { QuaysideError } from '../base/errors.ts';
import { thisProcess } from '../base/process-mark.ts';
import { scratchPrefix } from '../runs/scratch.ts';
import { EngineProcess } from './engine-process.ts';
import { pageFile } from './page-files.ts';
import { answerPages } from './pages.ts';
import { Sessions } from './session.ts';
import { takeSockets } from './sockets.ts';

export interface ServeOptions {
  /** Absolute path. */
  readonly workspace: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Folder of the built page. */
  readonly page: string;
  readonly scratchRoot: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** An address that opens the page once; said at the start, and again whenever somebody without a session comes. */
  readonly invite: (address: string) => void;
  /** The engine died: what became of it. */
  readonly engineSaid?: (state: 'lost' | 'up' | 'down') => void;
  readonly mostUploadBytes?: number;
}

/** The web host while it is up. */
export interface WebHost extends AsyncDisposable {
  readonly port: number;
}

const mostUploadBytes = 64 * 1024 ** 3;
const inviteMilliseconds = 3000;

/**
 * Serves the page to a browser of this machine and connects it with an engine on the workspace; on 127.0.0.1 only. Invites before the
 * engine is up. Throws USAGE where the page is not built or the port is taken, and what the engine refuses the workspace for.
 */
export async function serve(options: ServeOptions): Promise<WebHost> {
  const { workspace, page, scratchRoot, environment } = options;
  await refuseMissingPage(page);
  await using undo = new AsyncDisposableStack();
  const scratch = await mkdtemp(join(scratchRoot, `${scratchPrefix(thisProcess())}web-`));
  undo.defer(() => rm(scratch, { recursive: true, force: true }));
  const [uploads, downloads] = [join(scratch, 'uploads'), join(scratch, 'downloads')];
  await Promise.all([mkdir(uploads), mkdir(downloads)]);
  const engine = new EngineProcess({
    workspace,
    environment: { ...environment, QUAYSIDE_UPLOADS: uploads, QUAYSIDE_DOWNLOADS: downloads },
    said: options.engineSaid ?? (() => undefined),
  });
  undo.defer(() => engine.leave());
  // The page is loaded while the engine starts: what it asks waits in the engine's port.
  const up = engine.start();
  up.catch(() => undefined);
  const server = createServer({ requestTimeout: 0, headersTimeout: 10_000, keepAliveTimeout: 5000 });
  const port = await listen(server, options.port);
  const sessions = new Sessions(port);
  const invite = inviter(() => options.invite(`http://127.0.0.1:${port}/start?token=${sessions.issue()}`));
  server.on(
    'request',
    answerPages({
      port,
      sessions,
      page,
      uploads,
      downloads,
      mostUploadBytes: options.mostUploadBytes ?? mostUploadBytes,
      strangerCame: invite,
    }),
  );
  const sockets = takeSockets(server, { port, sessions, engine });
  undo.defer(() => closed(server, sockets.close));
  invite();
  await up;
  const kept = undo.move();
  return { port, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function refuseMissingPage(page: string): Promise<void> {
  if ((await pageFile(page, '/')) !== undefined) return;
  throw new QuaysideError(
    'USAGE',
    `The page is not built: there is no index.html in ${page}. Run \`npm run build\` and try again.`,
    { parameters: { folder: page } },
  );
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'EADDRINUSE' ? 'is taken' : `cannot be had (${cause.code})`;
      reject(
        new QuaysideError('USAGE', `Port ${port} ${why}; name another one with --port, or 0 for any.`, {
          parameters: { port },
          cause,
        }),
      );
    });
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** At once, then at most every few seconds: whoever knocks often makes no flood of addresses. */
function inviter(say: () => void): () => void {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    if (performance.now() - last < inviteMilliseconds) return;
    last = performance.now();
    say();
  };
}

function closed(server: Server, closeSockets: () => void): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    closeSockets();
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 1000).unref();
  });
}
