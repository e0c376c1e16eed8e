import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

// `npm run package`: builds everything, then lays the application out for this machine in out/ (electron-builder.yml). With
// `--installers` it makes installers of it; `--built` takes what is built already; `--out=FOLDER` puts it elsewhere. Where ELECTRON_OVERRIDE_DIST_PATH names an Electron, or its binary was fetched already,
// nothing is downloaded.
const root = join(import.meta.dirname, '..', '..');
const modules = join(root, 'node_modules');
const given = process.argv.slice(2);

const run = (arguments_: readonly string[]): void => {
  const { status } = spawnSync(process.execPath, arguments_, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

/** An unpacked release of Electron, and its version. */
function electronHere(): { readonly folder: string; readonly version: string } | undefined {
  const places = [process.env['ELECTRON_OVERRIDE_DIST_PATH'], join(modules, 'electron', 'dist')];
  const folder = places.find((place) => place !== undefined && existsSync(join(place, 'version')));
  if (folder === undefined) return undefined;
  return { folder, version: readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '') };
}

/** The configuration for that Electron: one from before 29 refuses a fuse that it does not have. */
function configFor(version: string | undefined): string {
  const config = join(root, 'electron-builder.yml');
  if (version === undefined || Number(version.split('.')[0]) >= 29) return config;
  const lines = readFileSync(config, 'utf8').split('\n');
  const older = join(root, 'dist', 'electron-builder.yml');
  writeFileSync(older, lines.filter((line) => !line.includes('grantFileProtocolExtraPrivileges')).join('\n'));
  return older;
}

if (!given.includes('--built')) {
  run([join(modules, 'vite', 'bin', 'vite.js'), 'build', '--config', 'renderer/vite.config.ts']);
  run([join(root, 'electron', 'build', 'main.ts')]);
}
const electron = electronHere();
const out = given.find((text) => text.startsWith('--out='))?.slice('--out='.length);
run([
  fileURLToPath(import.meta.resolve('electron-builder/cli.js')),
  ...(given.includes('--installers') ? [] : ['--dir']),
  '--config',
  configFor(electron?.version),
  '--publish',
  'never',
  ...(out === undefined ? [] : [`-c.directories.output=${resolve(out)}`]),
  ...(electron === undefined
    ? []
    : [`-c.electronDist=${electron.folder}`, `-c.electronVersion=${electron.version}`]),
]);
