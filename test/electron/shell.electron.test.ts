import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Application, environmentFor, ground, startApplication } from './application.ts';

const plain = join(import.meta.dirname, 'pages', 'plain');

const eventsOf = ({ page }: Application, kind: string): Promise<unknown[]> =>
  page.evaluate(`window.events.filter((event) => event.kind === ${JSON.stringify(kind)})`);

/** Another start of the same application, as a person makes it; its exit code. */
async function startAgain(application: Application, ...more: readonly string[]): Promise<unknown> {
  const here = ground();
  if (here === undefined) throw new Error('no Electron');
  const second = spawn(
    here.executable,
    [join(application.folder, 'app'), `--user-data-dir=${join(application.folder, 'user')}`, ...more],
    { env: environmentFor(here), stdio: 'ignore', cwd: application.folder },
  );
  const [code]: unknown[] = await once(second, 'exit');
  return code;
}

describe.skipIf(ground() === undefined)('the shell', () => {
  let folder = '';
  let application: Application;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quayside-files-'));
    await writeFile(join(folder, 'suppliers.csv'), 'a,b\n1,2\n');
    application = await startApplication({
      page: plain,
      arguments: ['quayside://run/0195-first', join(folder, 'suppliers.csv'), '--password-store=basic'],
    });
  });
  afterAll(async () => {
    await application[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  // After the last test the page that Playwright knows is gone.
  afterEach(() => application.page.evaluate('window.events.length = 0').catch(() => undefined));

  test('files and a link of its start reach the page', async () => {
    await expect
      .poll(() => eventsOf(application, 'opened'))
      .toEqual([{ kind: 'opened', paths: [join(folder, 'suppliers.csv')] }]);
    expect(await eventsOf(application, 'link')).toEqual([
      { kind: 'link', link: { to: 'run', runId: '0195-first' } },
    ]);
  });

  test('a second start hands over its files and links, and ends', async () => {
    await writeFile(join(application.folder, 'parts.csv'), 'a\n');
    expect(await startAgain(application, 'quayside://run/0195-second', 'parts.csv')).toBe(0);
    await expect
      .poll(() => eventsOf(application, 'opened'))
      .toEqual([{ kind: 'opened', paths: [join(application.folder, 'parts.csv')] }]);
    expect(await eventsOf(application, 'link')).toEqual([
      { kind: 'link', link: { to: 'run', runId: '0195-second' } },
    ]);
    const windows = await application.app.evaluate(
      ({ BrowserWindow }) => BrowserWindow.getAllWindows().length,
    );
    expect(windows).toBe(1);
  });

  test('links to anything else lead nowhere', async () => {
    for (const link of [
      'quayside://evil/x',
      'quayside://run/',
      'quayside://run/../../x',
      'quayside://run/a?b=<script>',
    ]) {
      expect(await startAgain(application, link)).toBe(0);
    }
    expect(await eventsOf(application, 'link')).toEqual([]);
    expect(await eventsOf(application, 'opened')).toEqual([]);
  });

  test('files dropped on the window are named by their paths, and the page stays', async () => {
    const { page } = application;
    await page.evaluate(`(() => {
      addEventListener('dragover', (event) => event.preventDefault());
      addEventListener('drop', (event) => {
        event.preventDefault();
        window.dropped = window.quayside.pathsOf([...event.dataTransfer.files]);
      });
    })()`);
    const devtools = await page.context().newCDPSession(page);
    const data = { items: [], files: [join(folder, 'suppliers.csv'), folder], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await devtools.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
    }
    await expect.poll(() => page.evaluate('window.dropped')).toEqual([join(folder, 'suppliers.csv'), folder]);
    expect(page.url()).toBe('app://quayside/index.html');
  });

  test('files dropped where nobody takes them open nothing', async () => {
    const { page } = application;
    await page.reload();
    const devtools = await page.context().newCDPSession(page);
    const data = { items: [], files: [join(folder, 'suppliers.csv')], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await devtools.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
    }
    await page.waitForTimeout(500);
    expect(page.url()).toBe('app://quayside/index.html');
    expect(application.app.windows()).toHaveLength(1);
  });

  test('files chosen in the page are named by their paths', async () => {
    await application.page.setInputFiles('input', join(folder, 'suppliers.csv'));
    expect(
      await application.page.evaluate(`window.quayside.pathsOf([...document.querySelector('input').files])`),
    ).toEqual([join(folder, 'suppliers.csv')]);
  });

  test('dialogs give paths, or nothing where a person gives up', async () => {
    const { app, page } = application;
    await app.evaluate(
      ({ dialog }, chosen) => {
        const asked: unknown[] = [];
        Reflect.set(globalThis, 'asked', asked);
        dialog.showOpenDialog = (async (_: unknown, options: unknown) => {
          asked.push(options);
          return { canceled: false, filePaths: [chosen] };
        }) as unknown as typeof dialog.showOpenDialog;
        dialog.showSaveDialog = (async (_: unknown, options: unknown) => {
          asked.push(options);
          return { canceled: true, filePath: '' };
        }) as unknown as typeof dialog.showSaveDialog;
      },
      join(folder, 'suppliers.csv'),
    );
    expect(await page.evaluate('window.quayside.chooseFiles()')).toEqual([join(folder, 'suppliers.csv')]);
    expect(await page.evaluate('window.quayside.chooseFolder()')).toBe(join(folder, 'suppliers.csv'));
    expect(await page.evaluate(`window.quayside.chooseSaveFile('../../.bashrc', 'csv')`)).toBeNull();
    const asked: Record<string, unknown>[] = await app.evaluate(() => Reflect.get(globalThis, 'asked'));
    expect(asked).toMatchObject([
      { properties: ['openFile', 'multiSelections'] },
      { properties: ['openDirectory', 'createDirectory'] },
      { defaultPath: '_.._.bashrc', filters: [{ extensions: ['csv'] }, { extensions: ['*'] }] },
    ]);
  });

  test('items of the menu reach the page; the menu speaks the language chosen', async () => {
    const { app, page } = application;
    const labels = (): Promise<string[]> =>
      app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label) ?? []);
    expect(await labels()).toEqual(['File', 'Edit', 'View', 'Help']);
    // Going to a place within the page loads nothing anew.
    await page.evaluate(`location.hash = '#/somewhere'`);
    await app.evaluate(({ Menu }) => {
      const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
      for (const item of items) if (['Run a command…', 'Open files…'].includes(item.label)) item.click();
    });
    await expect
      .poll(() => eventsOf(application, 'command'))
      .toEqual([
        { kind: 'command', command: 'openFiles' },
        { kind: 'command', command: 'palette' },
      ]);
    await page.evaluate(`window.quayside.setLanguage('de')`);
    expect(await labels()).toEqual(['Datei', 'Bearbeiten', 'Ansicht', 'Hilfe']);
    await page.evaluate(`window.quayside.setLanguage('en')`);
  });

  test('the theme is the one chosen', async () => {
    const { page } = application;
    const isDark = (): Promise<unknown> =>
      page.evaluate(`matchMedia('(prefers-color-scheme: dark)').matches`);
    await page.evaluate(`window.quayside.setTheme('dark')`);
    await expect.poll(isDark).toBe(true);
    await page.evaluate(`window.quayside.setTheme('light')`);
    await expect.poll(isDark).toBe(false);
    expect(await page.evaluate('window.quayside.state()')).toMatchObject({ theme: 'light' });
  });

  test('secrets are kept encrypted, and no page gets one back', async () => {
    const { page } = application;
    const state: { secrets: boolean } = await page.evaluate('window.quayside.state()');
    if (!state.secrets) {
      await expect(page.evaluate(`window.quayside.setSecret('s3/production', 'sesame')`)).rejects.toThrow(
        /key chain/,
      );
      return;
    }
    await page.evaluate(`window.quayside.setSecret('s3/production', 'sesame')`);
    expect(await page.evaluate(`window.quayside.hasSecret('s3/production')`)).toBe(true);
    const file = await readFile(join(application.folder, 'user', 'secrets.json'), 'utf8');
    expect(file).toContain('s3/production');
    expect(file).not.toContain('sesame');
    expect(file).not.toContain(Buffer.from('sesame').toString('base64'));
    await page.evaluate(`window.quayside.removeSecret('s3/production')`);
    expect(await page.evaluate(`window.quayside.hasSecret('s3/production')`)).toBe(false);
  });

  test('a page that crashes is loaded again', async () => {
    const after = await application.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const loaded = new Promise((resolve) => contents?.once('did-finish-load', () => resolve(undefined)));
      contents?.forcefullyCrashRenderer();
      const look =
        'new Promise((r) => setTimeout(r, 500)).then(() => `${document.title} ${window.ports.length}`)';
      return loaded.then((): Promise<unknown> => contents?.executeJavaScript(look) ?? Promise.resolve());
    });
    expect(after).toBe('plain 1');
  });
});

test.skipIf(ground() === undefined)('the next start is as the last one was left', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quayside-twice-'));
  const place = { x: 60, y: 50, width: 1100, height: 720 };
  {
    await using first = await startApplication({ page: plain, folder });
    await first.app.evaluate(
      ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds),
      place,
    );
    await first.page.evaluate(`window.quayside.setTheme('dark')`);
    await first.page.waitForTimeout(200);
  }
  {
    await using second = await startApplication({ page: plain, folder });
    const bounds = await second.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.getNormalBounds(),
    );
    expect(bounds).toEqual(place);
    expect(await second.page.evaluate('window.quayside.state()')).toMatchObject({
      theme: 'dark',
      workspace: second.workspace,
      recentWorkspaces: [second.workspace],
    });
  }
  await rm(folder, { recursive: true, force: true });
});
