import { access, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import type { ApiClient } from '../../contracts/api/index.ts';
import { bytesSerializer, maxMessageBytes } from '../../contracts/api/wire.ts';
import { serve } from '../../core/web/serve.ts';
import { lastOf } from '../api/client.ts';
import { webHost } from './host.ts';

let here: Awaited<ReturnType<typeof webHost>>;
let cookie = '';

beforeAll(async () => {
  here = await webHost({ mostUploadBytes: 100_000 });
  cookie = await here.enter();
}, 60_000);

afterAll(() => here[Symbol.asyncDispose]());

const good = (): Record<string, string> => ({ origin: here.origin, cookie });

function clientOf(socket: WebSocket | number): ApiClient {
  if (typeof socket === 'number') throw new Error(`no socket: ${socket}`);
  // The global type and that of ws differ in what this link does not use.
  const websocket = socket as unknown as globalThis.WebSocket;
  return createORPCClient(new RPCLink({ websocket, customJsonSerializers: [bytesSerializer()] }));
}

describe('the way in', () => {
  test('without a session there is nothing but a sentence', async () => {
    for (const path of ['/', '/index.html', '/assets/main-abc123.js', '/download/x/y', '/start?token=']) {
      const { status, text } = await here.ask(path);
      expect([status, text.includes('token')], path).toEqual([401, true]);
    }
    const posted = await here.ask('/upload?name=a.csv', { method: 'POST', headers: { origin: here.origin } });
    expect(posted.status).toBe(401);
  });

  test('a token opens one session and no second one', async () => {
    await using own = await webHost();
    const [address = ''] = own.invitations;
    expect(address).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${own.port}/start\\?token=[\\w-]{43}$`));
    const { pathname, search } = new URL(address);
    const first = await own.ask(pathname + search);
    expect(first).toMatchObject({ status: 303, headers: { location: '/' } });
    const [set] = [first.headers['set-cookie']].flat();
    expect(set).toMatch(/^quayside-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect((await own.ask(pathname + search)).status).toBe(401);
    expect((await own.ask('/', { headers: { cookie: String(set).split(';')[0] ?? '' } })).status).toBe(200);
  });

  test.each([
    ['no token', '/start'],
    ['a wrong one', '/start?token=wrong'],
    ['one of the right length', `/start?token=${'A'.repeat(43)}`],
    ['a very long one', `/start?token=${'A'.repeat(10_000)}`],
  ])('refused: %s', async (_, path) => {
    const { status, headers } = await here.ask(path);
    expect([status, headers['set-cookie']]).toEqual([401, undefined]);
  });

  test('a forged cookie is no session', async () => {
    const name = cookie.split('=')[0] ?? '';
    for (const value of ['', 'x', 'A'.repeat(43), `${cookie.split('=')[1] ?? ''}x`]) {
      expect((await here.ask('/', { headers: { cookie: `${name}=${value}` } })).status).toBe(401);
      expect(await here.socket({ origin: here.origin, cookie: `${name}=${value}` })).toBe(1008);
    }
    expect(await here.socket({ origin: here.origin })).toBe(1008);
  });

  test('whoever knocks gets a new address on the terminal, not in the answer', async () => {
    await using own = await webHost();
    await new Promise((resolve) => setTimeout(resolve, 3100));
    const { text } = await own.ask('/');
    expect(own.invitations).toHaveLength(2);
    const token = new URL(own.invitations[1] ?? '').searchParams.get('token') ?? '';
    expect(text).not.toContain(token);
    // The older one is worth nothing any more.
    const { pathname, search } = new URL(own.invitations[0] ?? '');
    expect((await own.ask(pathname + search)).status).toBe(401);
  });
});

describe('whose request it is', () => {
  test.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', '[::1]:1', ''])(
    'host %j gets no answer (DNS rebinding)',
    async (host) => {
      const text = await here.raw(
        `GET / HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
      );
      expect(text).toMatch(/^HTTP\/1\.1 (421|400) /);
      expect(text).not.toContain('<title>Quayside');
      const upgrade = await here.raw(
        `GET /rpc HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nCookie: ${cookie}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      );
      expect(upgrade).toMatch(/^HTTP\/1\.1 (403|400) /);
    },
  );

  test('both names of this machine are answered', async () => {
    for (const host of [`127.0.0.1:${here.port}`, `LOCALHOST:${here.port}`])
      expect((await here.ask('/', { headers: { host, cookie } })).status).toBe(200);
  });

  test.each([
    ['another site', 'https://evil.example'],
    ['another port', 'http://127.0.0.1:1'],
    ['another scheme', 'https://127.0.0.1'],
    ['a sandboxed frame', 'null'],
    ['the other name of this machine', 'http://localhost'],
  ])('origin of %s: no socket, no upload', async (_, origin) => {
    expect(await here.socket({ cookie, origin })).toBe(403);
    const posted = await here.ask('/upload?name=a.csv', {
      method: 'POST',
      headers: { cookie, origin },
      body: 'a',
    });
    expect(posted.status).toBe(403);
  });

  test('no origin: no socket, no upload', async () => {
    expect(await here.socket({ cookie })).toBe(403);
    const posted = await here.ask('/upload?name=a.csv', { method: 'POST', headers: { cookie }, body: 'a' });
    expect(posted.status).toBe(403);
  });

  test('what another site asks for inside a page', async () => {
    const headers = { cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
    expect((await here.ask('/assets/main-abc123.js', { headers })).status).toBe(403);
    const sibling = { cookie, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' };
    expect((await here.ask('/', { headers: sibling })).status).toBe(403);
  });
});

describe('the page', () => {
  test('headers that keep it to itself', async () => {
    const { status, headers } = await here.ask('/', { headers: { cookie } });
    expect(status).toBe(200);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self'(;|$)/);
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-cache',
    });
    const asset = await here.ask('/assets/main-abc123.js', { headers: { cookie } });
    expect(asset.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'private, max-age=31536000, immutable',
    });
    // Also what is refused has them.
    expect((await here.ask('/')).headers['content-security-policy']).toBe(policy);
  });

  test.each([
    '/../secret.html',
    '/%2e%2e/secret.html',
    '/..%2fsecret.html',
    '/assets/../../secret.html',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.html',
    '/..%5csecret.html',
    '//etc/passwd',
    '/%00index.html',
    '/index.html%00.js',
    '/.hidden.html',
    '/assets',
    '/%',
    '/link.html',
    '/C:/windows/win.ini',
  ])('no file outside of it: %s', async (path) => {
    await symlink(join(here.root, 'secret.html'), join(here.root, 'page', 'link.html')).catch(
      () => undefined,
    );
    const text = await here.raw(
      `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${here.port}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(text).not.toContain('not for you');
  });

  test('other methods', async () => {
    expect((await here.ask('/', { method: 'HEAD', headers: { cookie } })).text).toBe('');
    for (const method of ['PUT', 'DELETE', 'OPTIONS', 'PATCH'])
      expect((await here.ask('/', { method, headers: { cookie } })).status).toBe(405);
  });
});

describe('uploads and downloads', () => {
  const upload = (name: string, body: string | Buffer) =>
    here.ask(`/upload?name=${encodeURIComponent(name)}`, { method: 'POST', headers: good(), body });
  const uploads = async (): Promise<readonly string[]> => {
    const web = (await here.left()).find((name) => name.endsWith('web-') || name.includes('web-'));
    return readdir(join(here.scratch, web ?? '', 'uploads'));
  };

  test('a file goes in, is checked, and what is written comes out', async () => {
    const { status, text } = await upload('suppliers.csv', 'supplier_id,legal_name,country\nA,Acme,XX\n');
    expect(status).toBe(201);
    const { upload: handle } = JSON.parse(text) as { upload: string };
    const client = clientOf(await here.socket(good()));
    const { found } = await client.files.inspect({ sources: [{ upload: handle }] });
    expect(found[0]).toMatchObject({ kind: 'file', name: 'suppliers.csv' });
    const started = await client.files.check({
      tenant: 'acme',
      sources: [{ upload: handle }],
      dataSource: 'test.csv',
      extractedAt: '2026-11-24T00:00:00.000Z',
    });
    const checked = await lastOf(client.jobs.watch(started));
    expect(checked).toMatchObject({ kind: 'check', state: 'done' });
    const written = await lastOf(
      client.jobs.watch(
        await client.query.export({
          statement: 'SELECT 42 AS a',
          format: 'csv',
          to: { download: 'ä result.csv' },
        }),
      ),
    );
    const path = written.kind === 'export' ? (written.outcome?.download ?? '') : '';
    const fetched = await here.ask(path, { headers: { cookie } });
    expect(fetched).toMatchObject({ status: 200, text: 'a\n42\n' });
    expect(fetched.headers['content-disposition']).toBe("attachment; filename*=UTF-8''%C3%A4%20result.csv");
    expect((await here.ask(path)).status).toBe(401);
  });

  test('an uploaded file that is run stays with the workspace', async () => {
    const { text } = await upload('suppliers.csv', 'supplier_id,legal_name,country\nB,Bcme,DE\n');
    const { upload: handle } = JSON.parse(text) as { upload: string };
    const client = clientOf(await here.socket(good()));
    const { runId } = await client.runs.start({
      tenant: 'acme',
      sources: [{ upload: handle }],
      dataSource: 'test.csv',
      extractedAt: '2026-11-24T00:00:00.000Z',
    });
    const run = await lastOf(client.runs.watch({ runId }));
    expect(run.state).toBe('published');
    expect(run.sources).toEqual([
      join(here.root, 'workspace', 'lake', 'cdf-upload', handle, 'suppliers.csv'),
    ]);
    await access(run.sources[0] ?? '');
  });

  test.each([
    ['../../escape.csv', 'escape.csv'],
    ['..\\..\\escape.csv', 'escape.csv'],
    ['/etc/passwd', 'passwd'],
    ['a\u0000b.csv', 'ab.csv'],
  ])('%j is a file called %j, where uploads are', async (asked, name) => {
    const { text } = await upload(asked, 'x');
    const client = clientOf(await here.socket(good()));
    const { upload: handle } = JSON.parse(text) as { upload: string };
    expect((await client.files.inspect({ sources: [{ upload: handle }] })).found[0]?.name).toBe(name);
  });

  test.each(['', '.', '..', '...', '.bashrc', 'a/', 'x'.repeat(300)])('%j is no name', async (asked) => {
    expect((await upload(asked, 'x')).status).toBe(400);
  });

  test('too large: announced, or found out on the way; nothing stays', async () => {
    const before = await uploads();
    expect((await upload('big.csv', Buffer.alloc(100_001))).status).toBe(413);
    const chunk = 'x'.repeat(60_000);
    const body = [chunk, chunk].map((one) => `${one.length.toString(16)}\r\n${one}\r\n`).join('');
    const text = await here.raw(
      `POST /upload?name=big.csv HTTP/1.1\r\nHost: 127.0.0.1:${here.port}\r\nOrigin: ${here.origin}\r\nCookie: ${cookie}\r\nTransfer-Encoding: chunked\r\n\r\n${body}0\r\n\r\n`,
    );
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    expect(await uploads()).toEqual(before);
  });

  test.each([
    '/download/',
    '/download/x/y',
    `/download/${'0'.repeat(32)}/a.csv`,
    `/download/${'0'.repeat(32)}/..%2f..%2fa`,
  ])('nothing to download: %s', async (path) => {
    expect((await here.ask(path, { headers: { cookie } })).status).toBe(404);
  });

  test('the engine takes no handle for a path', async () => {
    const client = clientOf(await here.socket(good()));
    const call = client.files.inspect({ sources: [{ upload: '../../../../etc/passwd' }] });
    await expect(call).rejects.toMatchObject({ code: 'REFUSED', data: { code: 'USAGE' } });
  });
});

describe('messages', () => {
  const closing = (socket: WebSocket): Promise<number> =>
    new Promise((resolve) => socket.once('close', (code) => resolve(code)));
  const opened = async (): Promise<WebSocket> => {
    const socket = await here.socket(good());
    if (typeof socket === 'number') throw new Error(`no socket: ${socket}`);
    return socket;
  };

  test('another path has no socket', async () => {
    expect(await here.socket(good(), '/other')).toBe(404);
  });

  test('too long, or no text: the socket closes; the engine goes on', async () => {
    const long = await opened();
    const code = closing(long);
    long.send('x'.repeat(maxMessageBytes + 1));
    expect(await code).toBe(1009);
    const binary = await opened();
    const why = closing(binary);
    binary.send(Buffer.from([1, 2, 3]));
    expect(await why).toBe(1003);
    const client = clientOf(await opened());
    expect(await client.workspace.facts()).toMatchObject({ name: 'workspace' });
  });

  test('malformed frames and messages: the engine goes on', async () => {
    const head = `GET /rpc HTTP/1.1\r\nHost: 127.0.0.1:${here.port}\r\nOrigin: ${here.origin}\r\nCookie: ${cookie}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;
    for (const frame of [
      '\xff\xff\xff\xff',
      '\x81\x05hello',
      '\xc1\x80\x00\x00\x00\x00',
      '\x83\x80\x00\x00\x00\x00',
    ])
      expect(await here.raw(head + frame)).toMatch(/^HTTP\/1\.1 101 /);
    const socket = await opened();
    for (const noise of ['', '{', 'null', '[1]', '{"i":1}', '{"i":1,"p":{"u":"/__proto__/x"}}'])
      socket.send(noise);
    expect(await clientOf(socket).workspace.facts()).toMatchObject({ name: 'workspace' });
    socket.close();
  });
});

test('the engine dies: windows are told, it is started again, the next connection works', async () => {
  const states: string[] = [];
  await using own = await webHost({ engineSaid: (state) => states.push(state) });
  const session = { origin: own.origin, cookie: await own.enter() };
  const socket = await own.socket(session);
  const client = clientOf(socket);
  const { engine } = await client.workspace.facts();
  const code = new Promise((resolve) => (socket as WebSocket).once('close', resolve));
  const { diagnostics } = await client.settings.about();
  process.kill(Number(/"pid":(\d+)/.exec(diagnostics)?.[1]), 'SIGKILL');
  expect(await code).toBe(1012);
  for (let wait = 0; states.at(-1) !== 'up' && wait < 200; wait += 1)
    await new Promise((resolve) => setTimeout(resolve, 50));
  expect(states).toEqual(['lost', 'up']);
  const again = clientOf(await own.socket(session));
  expect((await again.workspace.facts()).engine.id).not.toBe(engine.id);
}, 60_000);

test('when it ends nothing of it is left', async () => {
  const own = await webHost();
  const socket = await own.socket({ origin: own.origin, cookie: await own.enter() });
  const code = new Promise((resolve) => (socket as WebSocket).once('close', resolve));
  await own.host[Symbol.asyncDispose]();
  expect(await code).toBe(1001);
  expect(await own.left()).toEqual([]);
  await expect(own.ask('/')).rejects.toThrow('ECONNREFUSED');
  await own[Symbol.asyncDispose]();
});

test('a page that is not built, a port that is taken', async () => {
  const options = {
    workspace: join(here.root, 'other'),
    port: here.port,
    page: join(here.root, 'page'),
    scratchRoot: here.scratch,
    environment: process.env,
    invite: () => undefined,
  };
  await expect(serve({ ...options, page: here.root })).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringContaining('npm run build'),
  });
  await expect(serve(options)).rejects.toMatchObject({ code: 'USAGE', parameters: { port: here.port } });
});
