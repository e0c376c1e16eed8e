import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { provideBinary } from './binary.ts';
import { isStale } from './stale.ts';
import { whyNoWindow } from './why-no-window.ts';

// `npm start`: builds what is not built, then opens the application: in Electron, or in the browser where that cannot be.
const root = join(import.meta.dirname, '..', '..');
const given = process.argv.slice(2);
const { env, platform } = process;
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const isNamed = (name: string): boolean => (env[name] ?? '') !== '';
const hasDisplay = platform !== 'linux' || isNamed('DISPLAY') || isNamed('WAYLAND_DISPLAY');

const page = {
  made: ['dist/renderer/index.html'],
  from: ['renderer', 'contracts'],
  program: ['node_modules/vite/bin/vite.js', 'build', '--config', 'renderer/vite.config.ts'],
};
const shell = {
  made: ['dist/electron/main.cjs', 'dist/electron/preload.cjs', 'dist/engine/engine-main.mjs'],
  from: ['electron/main', 'electron/preload', 'electron/build', 'core', 'contracts'],
  program: ['electron/build/main.ts'],
};

function buildStale(...builds: readonly (typeof page)[]): void {
  const stale = builds.filter((build) => isStale(root, build));
  if (stale.length > 0) say('Building Quayside …');
  for (const { program } of stale) {
    const { status } = spawnSync(process.execPath, program, {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) process.exit(1);
  }
}

function openInBrowser(because: string): void {
  buildStale(page);
  say(`Quayside opens in the browser: ${because}.`);
  const open = hasDisplay && !given.includes('--open') ? ['--open'] : [];
  const command = [join(root, 'core', 'cli', 'start.mjs'), 'serve', ...open, ...given];
  const server = spawn(process.execPath, command, { stdio: 'inherit' });
  server.once('exit', (code) => process.exit(code ?? 1));
}

/** One that ends so soon did not start: its sandbox, a library or the display is missing. */
const startMilliseconds = 5000;

function openInElectron(path: string): void {
  buildStale(page, shell);
  say('Quayside opens in a window of its own.');
  const began = performance.now();
  const application = spawn(path, [root, ...given], {
    stdio: 'inherit',
    // The engine of an Electron whose own Node is too old.
    env: { ...env, QUAYSIDE_NODE: process.execPath },
  });
  let over = false;
  const end = (code: number | null): void => {
    if (over) return;
    over = true;
    if (code === 0 || performance.now() - began > startMilliseconds) process.exit(code ?? 1);
    openInBrowser('Electron does not start here');
  };
  application.once('error', () => end(null));
  application.once('exit', end);
}

const withoutSandbox = isNamed('ELECTRON_DISABLE_SANDBOX') || given.includes('--no-sandbox');
const reason = whyNoWindow({ platform, hasDisplay, isRoot: process.getuid?.() === 0, withoutSandbox });
if (reason !== undefined) openInBrowser(reason);
else {
  const binary = await provideBinary(root, env, say);
  if ('missing' in binary) openInBrowser(binary.missing);
  else openInElectron(binary.path);
}
