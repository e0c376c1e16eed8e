import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isStale } from '../../electron/start/stale.ts';
import { environmentFor, ground } from './application.ts';

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);

interface Packaged extends AsyncDisposable {
  readonly page: Page;
}

/** Starts the program as it is handed out. Its fuses shut out debuggers of Node: what is seen is the page, as Chromium shows it. */
async function startPackaged(program: string, folder: string): Promise<Packaged> {
  const here = ground();
  if (here === undefined) throw new Error('no Electron');
  const places = [`--user-data-dir=${join(folder, 'user')}`, `--workspace=${join(folder, 'workspace')}`];
  const child = spawn(program, [...places, '--remote-debugging-port=0'], {
    env: { ...environmentFor(here), QUAYSIDE_MEMORY: '2GiB' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const address = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (text) => {
      said += String(text);
      const found = /DevTools listening on (ws:\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${said}`)));
  });
  const browser = await chromium.connectOverCDP(address, { noDefaults: true });
  const context = browser.contexts()[0];
  const page = context?.pages()[0] ?? (await context?.waitForEvent('page'));
  if (page === undefined) throw new Error('no window');
  const gone = new Promise((resolve) => child.once('exit', resolve));
  return {
    page,
    async [Symbol.asyncDispose]() {
      await page.close().catch(() => undefined);
      await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 8000))]);
      child.kill('SIGKILL');
      await browser.close().catch(() => undefined);
    },
  };
}

describe.skipIf(ground() === undefined || process.platform !== 'linux')('the packaged application', () => {
  let folder = '';
  let program = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quayside-package-'));
    const page = { made: ['dist/renderer/index.html'], from: ['renderer', 'contracts'] };
    const isBuilt = !isStale(root, page) || process.env['QUAYSIDE_PAGE_BUILT'] !== undefined;
    const built = isBuilt ? ['--built'] : [];
    const out = join(folder, 'out');
    await run(process.execPath, ['electron/package/main.ts', ...built, `--out=${out}`], {
      cwd: root,
      env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: ground()?.dist },
      maxBuffer: 64 * 1024 ** 2,
    });
    program = join(out, 'linux-unpacked', 'quayside');
  }, 300_000);
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

  test('holds what it needs and nothing of the sources', async () => {
    const resources = join(folder, 'out', 'linux-unpacked', 'resources');
    const { stdout } = await run(process.execPath, [
      join(root, 'node_modules/@electron/asar/bin/asar.js'),
      'list',
      join(resources, 'app.asar'),
    ]);
    const files = stdout.split('\n').filter(Boolean);
    const tops = new Set(files.map((file) => file.split('/').slice(1, 3).join('/')));
    expect([...tops].filter((top) => top.includes('/')).toSorted()).toEqual([
      'dist/electron',
      'dist/engine',
      'dist/renderer',
      'node_modules/@duckdb',
      'resources/data',
    ]);
    expect(files.filter((file) => file.endsWith('.ts'))).toEqual([]);
    const unpacked = join(resources, 'app.asar.unpacked');
    expect(await readdir(join(unpacked, 'node_modules', '@duckdb'))).toContain('node-bindings-linux-x64');
    const programs = (await readdir(join(root, 'core', 'app'))).filter((file) => file.endsWith('-main.ts'));
    expect(programs.length).toBeGreaterThan(3);
    const built = await readdir(join(unpacked, 'dist', 'engine'));
    expect(built).toEqual(expect.arrayContaining(programs.map((file) => file.replace(/\.ts$/, '.mjs'))));
    expect(existsSync(join(unpacked, 'resources', 'data', 'country-cells.parquet'))).toBe(true);
  });

  test('is neither Node nor open to debuggers and other archives', async () => {
    const cli = join(root, 'node_modules/@electron/fuses/dist/bin.js');
    const { stdout } = await run(process.execPath, [cli, 'read', '--app', program]);
    expect(stdout).toMatch(/RunAsNode is Disabled/);
    expect(stdout).toMatch(/EnableNodeOptionsEnvironmentVariable is Disabled/);
    expect(stdout).toMatch(/EnableNodeCliInspectArguments is Disabled/);
    expect(stdout).toMatch(/EnableCookieEncryption is Enabled/);
    expect(stdout).toMatch(/EnableEmbeddedAsarIntegrityValidation is Enabled/);
    expect(stdout).toMatch(/OnlyLoadAppFromAsar is Enabled/);
  });

  test('opens, makes the demo, and its tables are there', async () => {
    await using application = await startPackaged(program, folder);
    const { page } = application;
    expect(page.url()).toBe('app://quayside/index.html');
    await page.getByRole('button', { name: 'Generate a demo' }).click({ timeout: 20_000 });
    const tenants = async (): Promise<number> => {
      const command = ['tables', '--workspace', join(folder, 'workspace'), '--json'];
      const { stdout } = await run(process.execPath, [join(root, 'core/cli/start.mjs'), ...command]);
      const { tables }: { tables: { table: string; tenants: Record<string, number> }[] } = JSON.parse(stdout);
      const suppliers = tables.find(({ table }) => table === 'supply_chain.dim_suppliers_v1');
      return Object.keys(suppliers?.tenants ?? {}).length;
    };
    await expect.poll(tenants, { timeout: 90_000, interval: 1000 }).toBe(2);
    await page.getByText('Nothing running').waitFor({ timeout: 30_000 });
    await page
      .getByText(/rows? waits? in quarantine/)
      .first()
      .waitFor();
  });
});
