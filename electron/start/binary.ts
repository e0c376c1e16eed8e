import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

const executables: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

/** Where Electron's binary is; fetches it, once, where that can be done. Else why there is none, as half a sentence. */
export async function provideBinary(
  root: string,
  environment: Environment,
  say: (line: string) => void,
): Promise<{ readonly path: string } | { readonly missing: string }> {
  const given = environment['ELECTRON_OVERRIDE_DIST_PATH'];
  if (given !== undefined && given !== '') {
    const path = join(given, executables[process.platform] ?? 'electron');
    return existsSync(path) ? { path } : { missing: `ELECTRON_OVERRIDE_DIST_PATH has no Electron: ${path}` };
  }
  const folder = join(root, 'node_modules', 'electron');
  const version = versionOf(folder);
  if (version === undefined) return { missing: 'the package electron is not installed' };
  const path = join(folder, 'dist', executables[process.platform] ?? 'electron');
  if (existsSync(path)) return { path };
  if (!(await canBeFetched(version, environment))) {
    return { missing: `Electron ${version} cannot be fetched from here` };
  }
  say(`Fetching Electron ${version}, once …`);
  const { status } = spawnSync(process.execPath, [join(folder, 'install.js')], { stdio: 'inherit' });
  return status === 0 && existsSync(path)
    ? { path }
    : { missing: `Electron ${version} could not be fetched` };
}

function versionOf(folder: string): string | undefined {
  try {
    const read: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return typeof read === 'object' && read !== null && 'version' in read ? String(read.version) : undefined;
  } catch {
    return undefined;
  }
}

/** The installer would wait long for a host that never answers. A mirror or a proxy that somebody set up is trusted. */
async function canBeFetched(version: string, environment: Environment): Promise<boolean> {
  const own = ['ELECTRON_MIRROR', 'npm_config_electron_mirror', 'HTTPS_PROXY', 'https_proxy'];
  if (own.some((name) => (environment[name] ?? '') !== '')) return true;
  const url = `https://github.com/electron/electron/releases/download/v${version}/SHASUMS256.txt`;
  try {
    return (await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}
