import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** An Electron to test with, or why there is none. `dist`: the folder of an unpacked release, `node24`: its Node runs the engine. */
export type Found =
  | { readonly dist: string; readonly executable: string; readonly major: number }
  | { readonly missing: string };

/**
 * The Electron that ELECTRON_OVERRIDE_DIST_PATH names, else the current one if its binary was fetched, else the old one of
 * ../shared/tools (Electron 22: what it cannot do is left out or done another way, see electron/README.md).
 */
export function findElectron(): Found {
  const given = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (given !== undefined && given !== '') return foundIn(given);
  const current = join(root, 'node_modules', 'electron', 'dist');
  if (existsSync(join(current, 'version'))) return foundIn(current);
  const script = join(root, '..', 'shared', 'tools', 'get-electron.sh');
  if (process.platform !== 'linux' || !existsSync(script)) {
    return {
      missing: 'no Electron binary: neither node_modules/electron/dist nor ../shared/tools/get-electron.sh',
    };
  }
  try {
    const output = execFileSync('sh', [script, join(tmpdir(), 'electron22')], { encoding: 'utf8' });
    return foundIn(output.trim());
  } catch (cause) {
    return { missing: `../shared/tools/get-electron.sh failed: ${String(cause)}` };
  }
}

function foundIn(dist: string): Found {
  const executable =
    process.platform === 'darwin'
      ? join(dist, 'Electron.app', 'Contents', 'MacOS', 'Electron')
      : join(dist, process.platform === 'win32' ? 'electron.exe' : 'electron');
  if (!existsSync(executable)) return { missing: `no Electron binary at ${executable}` };
  const version = readFileSync(join(dist, 'version'), 'utf8').replace(/^v/, '');
  return { dist, executable, major: Number(version.split('.')[0]) };
}
