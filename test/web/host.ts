import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { serve, type ServeOptions } from '../../core/web/serve.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

/** A web host over a page of two files, and a workspace that is new; all gone afterwards. */
export async function webHost(options: Partial<ServeOptions> = {}) {
  const root = await mkdtemp(join(tmpdir(), 'quayside-web-'));
  const page = join(root, 'page');
  await mkdir(join(page, 'assets'), { recursive: true });
  await writeFile(join(page, 'index.html'), '<!doctype html><title>Quayside</title>');
  await writeFile(join(page, 'assets', 'main-abc123.js'), 'export {};');
  await writeFile(join(root, 'secret.html'), 'not for you');
  const scratch = join(root, 'scratch');
  await mkdir(scratch);
  const invitations: string[] = [];
  const environment = {
    ...process.env,
    QUAYSIDE_SCRATCH: scratch,
    QUAYSIDE_RUNTIME: join(root, 'runtime'),
    QUAYSIDE_MEMORY: '512MiB',
  };
  const host = await serve({
    workspace: join(root, 'workspace'),
    port: 0,
    page,
    scratchRoot: scratch,
    environment,
    invite: (address) => void invitations.push(address),
    ...options,
  });
  const { port } = host;
  const origin = `http://127.0.0.1:${port}`;

  const ask = (
    path: string,
    {
      method = 'GET',
      headers = {},
      body,
    }: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
        answer.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });

  /** Uses the newest invitation; the session's cookie. */
  const enter = async (): Promise<string> => {
    const address = new URL(invitations.at(-1) ?? '');
    const { status, headers } = await ask(`${address.pathname}${address.search}`);
    if (status !== 303) throw new Error(`expected 303, found ${status}`);
    return [headers['set-cookie']].flat().join().split(';')[0] ?? '';
  };

  /** Opens a WebSocket and waits until it is open or refused: the status of the refusal, or the code it closes with. */
  const socket = (headers: Record<string, string>, path = '/rpc'): Promise<WebSocket | number> =>
    new Promise((resolve) => {
      const opened = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
      opened.once('unexpected-response', (_, answer) => {
        resolve(answer.statusCode ?? 0);
        answer.destroy();
      });
      opened.once('error', () => undefined);
      opened.once('close', (code) => resolve(code));
      // A refused session closes at once; a good one stays.
      opened.once('open', () => setTimeout(() => resolve(opened), 150));
    });

  /** What the host answers to bytes as they are. */
  const raw = (bytes: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const line = connect(port, '127.0.0.1', () => line.write(bytes));
      let text = '';
      line.setEncoding('latin1').on('data', (part: string) => {
        text += part;
      });
      line.on('end', () => resolve(text));
      line.on('close', () => resolve(text));
      line.on('error', reject);
      setTimeout(() => line.destroy(), 3000).unref();
    });

  return {
    host,
    root,
    port,
    origin,
    scratch,
    invitations,
    ask,
    enter,
    socket,
    raw,
    left: () => readdir(scratch),
    async [Symbol.asyncDispose]() {
      await host[Symbol.asyncDispose]();
      await rm(root, { recursive: true, force: true });
    },
  };
}
