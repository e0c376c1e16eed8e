import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { inject } from 'vitest';
import { processesWith } from '../runs/processes.ts';
import type { Ground } from './setup.ts';

const root = join(import.meta.dirname, '..', '..');

/** Undefined where there is no Electron: tests are skipped then (setup.ts says why). */
export function ground(): Ground | undefined {
  const found = inject('ground');
  return 'missing' in found ? undefined : found;
}

export interface Application extends AsyncDisposable {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** Its user data and workspace are in here. */
  readonly folder: string;
  readonly workspace: string;
}

export interface ApplicationOptions {
  /** A folder with an index.html in place of the application's page. */
  readonly page?: string;
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Electron's own, before the application. */
  readonly before?: readonly string[];
  /** Puts other programs in the place of the engine's. */
  readonly engine?: (folder: string) => Promise<void>;
  /** One that another start has used. */
  readonly folder?: string;
}

export const environmentFor = ({ display }: Ground): Record<string, string> => {
  const own = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return {
    ...Object.fromEntries(own),
    ...(display === '' ? {} : { DISPLAY: display }),
    ...(process.getuid?.() === 0 ? { ELECTRON_DISABLE_SANDBOX: '1' } : {}),
    // An old Electron starts its engine on this one.
    QUAYSIDE_NODE: process.execPath,
    QUAYSIDE_MEMORY: '1GiB',
  };
};

/** The built application as Electron starts it from a folder, with its own page or another one. */
export async function startApplication(options: ApplicationOptions = {}): Promise<Application> {
  const here = ground();
  if (here === undefined) throw new Error('No Electron: the test should have been skipped.');
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'quayside-shell-')));
  const appFolder = await layOut(folder, options);
  const workspace = join(folder, 'workspace');
  const launch = (): Promise<{ app: ElectronApplication; page: Page }> =>
    launchElectron({
      executablePath: here.executable,
      // The shell's own theme, not one that Playwright pretends.
      colorScheme: null,
      args: [
        ...(options.before ?? []),
        appFolder,
        `--user-data-dir=${join(folder, 'user')}`,
        `--workspace=${workspace}`,
        ...(options.arguments ?? []),
      ],
      env: { ...environmentFor(here), ...options.environment },
    });
  // On a crowded machine Playwright now and then misses the start of an old Electron.
  const { app, page } = await launch().catch(launch);
  return {
    app,
    page,
    folder,
    workspace,
    async [Symbol.asyncDispose]() {
      await app.close().catch(() => undefined);
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The application's own page, as this Electron can show it. */
const builtPage = (): string => {
  const here = ground();
  if (here === undefined) throw new Error('No Electron: the test should have been skipped.');
  return here.page;
};

/** A copy of the shell's build beside the page to be shown. */
async function layOut(folder: string, { page, engine }: ApplicationOptions): Promise<string> {
  const appFolder = join(folder, 'app');
  await mkdir(join(appFolder, 'dist'), { recursive: true });
  await writeFile(
    join(appFolder, 'package.json'),
    JSON.stringify({ name: 'quayside', version: '0.1.0', main: 'dist/electron/main.cjs' }),
  );
  await cp(join(root, 'dist', 'electron'), join(appFolder, 'dist', 'electron'), { recursive: true });
  const engineFolder = join(appFolder, 'dist', 'engine');
  if (engine !== undefined) await engine(engineFolder);
  else await symlink(join(root, 'dist', 'engine'), engineFolder).catch(() => undefined);
  await cp(page ?? builtPage(), join(appFolder, 'dist', 'renderer'), { recursive: true });
  return appFolder;
}

async function launchElectron(options: Parameters<typeof _electron.launch>[0]): Promise<{
  readonly app: ElectronApplication;
  readonly page: Page;
}> {
  const app = await _electron.launch({ ...options, timeout: 40_000 });
  try {
    return { app, page: await app.firstWindow({ timeout: 20_000 }) };
  } catch (cause) {
    app.process().kill('SIGKILL');
    throw cause;
  }
}

/** The engines on a workspace. */
export const enginesOf = (workspace: string): Promise<readonly number[]> =>
  processesWith('engine-main.mjs', workspace);
