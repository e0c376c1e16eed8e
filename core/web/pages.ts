import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { sendDownload, takeUpload } from './exchange.ts';
import { securityHeaders } from './headers.ts';
import { isOurHost, isOurOrigin, isOurs } from './origin.ts';
import { pageFile, sendFile } from './page-files.ts';
import type { Sessions } from './session.ts';

export interface PageOptions {
  readonly port: number;
  readonly sessions: Sessions;
  /** Folder of the built page. */
  readonly page: string;
  readonly uploads: string;
  readonly downloads: string;
  readonly mostUploadBytes: number;
  /** Somebody without a session is at the door. */
  readonly strangerCame: () => void;
}

/** Answers everything that is no WebSocket: the way in by token, the page, uploads and downloads. */
export const answerPages =
  (options: PageOptions): RequestListener =>
  (request, response) => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value ?? '');
    answer(options, request, response).catch(() => {
      if (!response.headersSent)
        say(response, 500, 'This did not work; the host says more where it was started.');
      else response.destroy();
    });
  };

async function answer(
  options: PageOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { sessions, port } = options;
  if (!isOurHost(request.headers, port)) return say(response, 421, 'This host answers to 127.0.0.1 only.');
  if (!isOurs(request.headers)) return say(response, 403, 'Another site has no business here.');
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (pathname === '/start' && request.method === 'GET')
    return enter(options, response, searchParams.get('token'));
  if (!sessions.has(request.headers.cookie)) {
    if (pathname === '/') options.strangerCame();
    return say(response, 401, noSession);
  }
  if (request.method === 'POST') return post(options, request, response, { pathname, searchParams });
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return say(response, 405, 'Expected GET, HEAD or POST.', { allow: 'GET, HEAD, POST' });
  if (pathname.startsWith('/download/')) {
    if (!(await sendDownload(options.downloads, pathname, response))) say(response, 404, 'No such file.');
    return;
  }
  const file = await pageFile(options.page, pathname);
  if (file === undefined) return say(response, 404, 'No such file.');
  return sendFile(response, file, request.method === 'GET');
}

const noSession =
  'Quayside: this address needs a token. Open the address that `quayside serve` printed; it works once, and a new one is printed now.';

/** The token is gone from the address before any page is there to see it. */
function enter(
  { sessions, strangerCame }: PageOptions,
  response: ServerResponse,
  token: string | null,
): void {
  const cookie = sessions.begin(token ?? '');
  if (cookie !== undefined) {
    response.writeHead(303, { location: '/', 'set-cookie': cookie, 'cache-control': 'no-store' });
    response.end();
    return;
  }
  strangerCame();
  say(response, 401, noSession);
}

async function post(
  { uploads, mostUploadBytes }: PageOptions,
  request: IncomingMessage,
  response: ServerResponse,
  { pathname, searchParams }: Pick<URL, 'pathname' | 'searchParams'>,
): Promise<void> {
  if (!isOurOrigin(request.headers)) return say(response, 403, 'Another site has no business here.');
  if (pathname !== '/upload') return say(response, 404, 'Expected /upload.');
  const taken = await takeUpload(uploads, request, searchParams.get('name'), mostUploadBytes);
  if ('upload' in taken) {
    response.writeHead(201, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(taken));
    return;
  }
  // What is left of a body nobody reads would keep the connection.
  say(response, taken.status, uploadRefusals[taken.status], { connection: 'close' });
}

const uploadRefusals = {
  400: 'Expected the name of a file.',
  413: 'The file is too large.',
  507: 'There is not enough space on the disk.',
} as const;

function say(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(`${text}\n`);
}
