import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Application, ground, startApplication } from './application.ts';

const preload = (application: Application): string =>
  join(application.folder, 'app', 'dist', 'electron', 'preload.cjs');

describe.skipIf(ground() === undefined)('calls to the shell', () => {
  let application: Application;
  beforeAll(async () => {
    application = await startApplication({ page: join(import.meta.dirname, 'pages', 'plain') });
  });
  afterAll(() => application[Symbol.asyncDispose]());

  /** What the main process answers the page's own frame on a raw message, past the preload script. */
  const raw = (messages: readonly (readonly unknown[])[]): Promise<string[]> =>
    application.app.evaluate(async ({ BrowserWindow, ipcMain }, given) => {
      const sender = BrowserWindow.getAllWindows()[0]?.webContents;
      const handlers: Map<string, (event: unknown, ...given: unknown[]) => unknown> = Reflect.get(
        ipcMain,
        '_invokeHandlers',
      );
      const answers = given.map(async (arguments_) => {
        const replies: unknown[] = [];
        const event = {
          sender,
          senderFrame: sender?.mainFrame,
          sendReply: (reply: unknown) => replies.push(reply),
          _reply: (reply: unknown) => replies.push(reply),
          _throw: (cause: unknown) => replies.push(cause),
        };
        const answer = await Promise.resolve(handlers.get('quayside:call')?.(event, ...arguments_)).catch(
          String,
        );
        return String(answer ?? replies[0]);
      });
      return Promise.all(answers);
    }, messages);

  test('the page’s own are answered', async () => {
    expect(await application.page.evaluate('window.quayside.state()')).toMatchObject({
      workspace: application.workspace,
      theme: 'system',
    });
    expect(await raw([[{ kind: 'hasSecret', name: 's3/production' }]])).toEqual(['false']);
  });

  test('what is malformed or too large is refused', async () => {
    const answers = await raw([
      [],
      [undefined],
      [null],
      ['state'],
      [[]],
      [{}],
      [{ kind: 'nothing' }],
      [{ kind: 'constructor' }],
      [{ kind: '__proto__' }],
      [{ kind: 'state', more: 1 }],
      [{ kind: 'state' }, { kind: 'state' }],
      [{ kind: 'hasSecret' }],
      [{ kind: 'hasSecret', name: '../../etc' }],
      [{ kind: 'hasSecret', name: '__proto__' }],
      [{ kind: 'hasSecret', name: { toString: 's3' } }],
      [{ kind: 'setSecret', name: 's3', secret: 'x'.repeat(16385) }],
      [{ kind: 'setTheme', theme: 'pink' }],
      [{ kind: 'setLanguage', language: 'en-US'.repeat(1e6) }],
      [{ kind: 'openWorkspace', path: 'x'.repeat(4097) }],
      [{ kind: 'openWorkspace', path: 7 }],
      [{ kind: 'chooseSaveFile', name: '', save: 'csv' }],
      [{ kind: 'chooseSaveFile', name: 'a', save: 'exe' }],
      [{ kind: 'showInFolder', path: ['/'] }],
      [{ kind: 'state', ...Array.from({ length: 1000 }, String) }],
    ]);
    expect(answers).toHaveLength(24);
    for (const answer of answers) expect(answer).toMatch(/Not a call that the shell knows/);
  });

  test('a workspace is named by an absolute path', async () => {
    expect(await raw([[{ kind: 'openWorkspace', path: 'somewhere' }]])).toEqual(['false']);
  });

  test('another page is refused, also with the application’s own preload script', async () => {
    const answers = await application.app.evaluate(async ({ BrowserWindow }, script) => {
      const tell = (code: string): string => `${code}.then(() => 'answered', (cause) => String(cause))`;
      const window = new BrowserWindow({
        show: false,
        webPreferences: { preload: script, contextIsolation: true, sandbox: true },
      });
      const asked: unknown[] = [];
      // Not one of the application’s windows, though its page.
      for (const url of ['app://quayside/index.html', 'data:text/html,hello']) {
        await window.loadURL(url);
        asked.push(await window.webContents.executeJavaScript(tell('window.quayside.state()')));
      }
      window.destroy();
      return asked;
    }, preload(application));
    expect(answers).toEqual([
      expect.stringContaining('Not the application’s own page'),
      expect.stringContaining('Not the application’s own page'),
    ]);
  });

  test('an empty page in the application’s own window is refused', async () => {
    const answer = await application.app.evaluate(async ({ BrowserWindow, ipcMain }) => {
      const sender = BrowserWindow.getAllWindows()[0]?.webContents;
      const handlers: Map<string, (event: unknown, ...given: unknown[]) => Promise<unknown>> = Reflect.get(
        ipcMain,
        '_invokeHandlers',
      );
      const frames = [
        { url: 'about:blank' },
        { url: 'https://quayside/index.html' },
        { url: 'app://quayside.evil/' },
        null,
      ];
      const replies: unknown[] = [];
      for (const frame of frames) {
        // As Electron sees it: the main frame, gone elsewhere.
        const page = { mainFrame: frame };
        const event = {
          sender: page,
          senderFrame: frame,
          _throw: (cause: unknown) => replies.push(String(cause)),
        };
        const answer = await Promise.resolve()
          .then(() => handlers.get('quayside:call')?.(event, { kind: 'state' }))
          .catch(String);
        replies.push(answer ?? '');
      }
      return { replies: replies.filter((reply) => reply !== ''), alive: sender?.isDestroyed() === false };
    });
    expect(answer.alive).toBe(true);
    expect(answer.replies).toHaveLength(4);
    for (const reply of answer.replies) expect(reply).toMatch(/Not the application’s own page/);
  });

  test('the page gets a name only for files of this machine', async () => {
    const paths = await application.page.evaluate(
      `window.quayside.pathsOf([new File(['a'], 'made-up.csv'), {}, null, 'text'].filter(Boolean))`,
    );
    expect(paths).toEqual([]);
  });
});
