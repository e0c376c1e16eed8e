import { writeFile, symlink } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Application, ground, startApplication } from './application.ts';

const pages = join(import.meta.dirname, 'pages');
/** Who came to a server that no page may reach. */
const visitors: string[] = [];
let server: Server;
let target = '';

beforeAll(async () => {
  server = createServer((request, response) => {
    visitors.push(request.url ?? '');
    response.setHeader('access-control-allow-origin', '*');
    response.end('window.foreignRan = true');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  target = `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

describe.skipIf(ground() === undefined)('a page that was taken over', () => {
  let application: Application;
  let tried: Record<string, unknown>;

  beforeAll(async () => {
    application = await startApplication({ page: join(pages, 'hostile') });
    const renderer = join(application.folder, 'app', 'dist', 'renderer');
    await writeFile(join(application.folder, 'secret.json'), '{}');
    await symlink(join(application.folder, 'secret.json'), join(renderer, 'link.json'));
    await writeFile(join(renderer, '.hidden.json'), '{}');
    tried = await application.page.evaluate(`window.attackAll(${JSON.stringify(target)})`);
  });
  afterAll(() => application[Symbol.asyncDispose]());

  const seen = (name: string): Promise<unknown> =>
    application.page.evaluate(`window[${JSON.stringify(name)}]`);

  test.each(['inlineRan', 'handlerRan', 'injectedRan', 'urlRan', 'timeoutRan', 'frameRan'])(
    'runs no inline script: %s',
    async (name) => expect(await seen(name)).toBeUndefined(),
  );

  test.each(['foreignRan', 'dataRan', 'blobRan'])('runs no script of another source: %s', async (name) =>
    expect(await seen(name)).toBeUndefined(),
  );

  test('evaluates no text', () => {
    expect(tried['eval']).toBe('refused: EvalError');
    expect(tried['Function']).toBe('refused: EvalError');
    expect(tried['constructor']).toBe('refused: EvalError');
  });

  test.each(['fetch', 'image', 'socket', 'module', 'worker', 'serviceWorker', 'localFile', 'otherHost'])(
    'reaches nothing but its own files: %s',
    (name) => expect(tried[name]).toMatch(/^refused/),
  );

  test('nobody came to a server it called', () => expect(visitors).toEqual([]));

  test('gets no file beyond its own folder', () => {
    const answers = Object.entries(tried).filter(([name]) => name.startsWith('scheme '));
    expect(answers.length).toBeGreaterThan(10);
    for (const [name, answer] of answers) {
      expect([name, answer]).toEqual([name, expect.stringMatching(/^(?:40[034]|refused.*)$/)]);
    }
    expect(tried['post']).toBe('405');
  });

  test('opens no window and no webview', async () => {
    expect(tried['window.open']).toBe(true);
    expect(tried['window.open of the page']).toBe(true);
    expect(application.app.windows()).toHaveLength(1);
    const kinds = await application.app.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((contents) => contents.getType()),
    );
    expect(kinds).toEqual(['window']);
  });

  test('goes nowhere else', async () => {
    const { page } = application;
    const places = [
      `${target}/away`,
      'file:///etc/passwd',
      'data:text/html,hello',
      'app://elsewhere/index.html',
      'about:blank',
    ];
    for (const place of places) {
      await page.evaluate((url) => {
        location.href = url;
      }, place);
      await page.waitForTimeout(300);
      expect(page.url()).toBe('app://quayside/index.html');
      expect(await page.evaluate(() => document.title)).toBe('hostile');
    }
    expect(visitors).toEqual([]);
  });

  test('has no Node and no way to change the bridge', async () => {
    expect(tried['require']).toBe('undefined');
    expect(tried['process']).toBe('undefined');
    expect(tried['bridge']).toBe(true);
    expect(await application.page.evaluate('typeof window.quayside.state().then')).toBe('function');
    const preferences = await application.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      return contents === undefined
        ? undefined
        : Reflect.get(contents, 'getLastWebPreferences').call(contents);
    });
    expect(preferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
    });
  });

  test('gets no permission', async () => {
    const asked: Record<string, string> = await application.page.evaluate('window.permissionsOf()');
    for (const [name, answer] of Object.entries(asked)) {
      expect([name, answer]).toEqual([name, expect.stringMatching(/^(?:refused.*|denied)$/)]);
    }
    expect(Object.keys(asked)).toHaveLength(14);
  });
});
