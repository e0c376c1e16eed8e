import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { provideBinary } from './binary.ts';
import { whyNoWindow } from './why-no-window.ts';
import { isStale } from './stale.ts';

// `npm start`: builds what is not built, then opens the application: in Electron, or in the browser where that cannot be.
const root = join(import.meta.dirname, '..', '..');
const given = process.argv.slice(2);
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const page = { made: ['dist/renderer/index.html'], from: ['renderer', 'contracts'] };
const shell = {
  made: ['dist/electron/main.cjs', 'dist/electron/preload.cjs', 'dist/engine/engine-main.mjs'],
  from: ['electron/main', 'electron/preload', 'electron/build', 'core', 'contracts'],
};

const run = (arguments_: readonly string[]): void => {
  const { status } = spawnSync(process.execPath, arguments_, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) process.exit(1);
};

function buildIfStale(withShell: boolean): void {
  const [pageIsStale, shellIsStale] = [isStale(root, page), withShell && isStale(root, shell)];
  if (pageIsStale || shellIsStale) say('Building Quayside …');
  if (pageIsStale)
    run([join(root, 'node_modules/vite/bin/vite.js'), 'build', '--config', 'renderer/vite.config.ts']);
  if (shellIsStale) run(['electron/build/main.ts']);
}

function openInBrowser(because: string): void {
  buildIfStale(false);
  say(`Quayside opens in the browser: ${because}.`);
  const server = spawn(process.execPath, [join(root, 'core/cli/start.mjs'), 'serve', ...given], {
    stdio: 'inherit',
  });
  server.once('exit', (code) => process.exit(code ?? 1));
}

/** One that ends so soon did not start: its sandbox, a library or the display is missing. */
const startMilliseconds = 5000;

function openInElectron(path: string): void {
  buildIfStale(true);
  say('Quayside opens in a window of its own.');
  const began = performance.now();
  const application = spawn(path, [root, ...given], {
    stdio: 'inherit',
    // The engine of an Electron whose own Node is too old.
    env: { ...process.env, QUAYSIDE_NODE: process.execPath },
  });
  let over = false;
  const end = (code: number | null): void => {
    if (over) return;
    over = true;
    if (code !== 0 && performance.now() - began < startMilliseconds)
      openInBrowser('Electron does not start here');
    else process.exit(code ?? 1);
  };
  application.once('error', () => end(null));
  application.once('exit', end);
}

const { env, platform } = process;
const isNamed = (name: string): boolean => (env[name] ?? '') !== '';
const machine = {
  platform,
  hasDisplay: isNamed('DISPLAY') || isNamed('WAYLAND_DISPLAY'),
  isRoot: process.getuid?.() === 0,
  withoutSandbox: isNamed('ELECTRON_DISABLE_SANDBOX') || given.includes('--no-sandbox'),
};
const reason = whyNoWindow(machine);
if (reason !== undefined) openInBrowser(reason);
else {
  const binary = await provideBinary(root, env, say);
  if ('missing' in binary) openInBrowser(binary.missing);
  else openInElectron(binary.path);
}
