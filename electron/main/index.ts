import { app, safeStorage, session } from 'electron';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Asked, ownArguments, readArguments, readLink } from './arguments.ts';
import { engineStarter } from './engine/programs.ts';
import { lockPages, lockSession } from './lock-down.ts';
import { registerScheme, serveScheme } from './scheme.ts';
import { systemSecrets } from './secrets.ts';
import { DesktopShell } from './shell.ts';
import { ShellSettings } from './shell-settings.ts';

/** Of what was built: this file lies in `dist/electron`. */
const dist = join(__dirname, '..');

app.setName('Quayside');
registerScheme();
lockPages(app);
const asked = readArguments(ownArguments(process.argv, app.getAppPath(), app.isPackaged), process.cwd());
// The second one hands over what it was asked for, and ends.
if (app.requestSingleInstanceLock({ asked })) void open();
else app.quit();

async function open(): Promise<void> {
  const early: Asked[] = [asked];
  let shell: DesktopShell | undefined = undefined;
  const take = (more: Asked): void => {
    if (shell === undefined) early.push(more);
    else shell.take(more);
  };
  app.on('second-instance', (_, arguments_, folder) =>
    take(readArguments(ownArguments(arguments_, app.getAppPath(), app.isPackaged), folder)),
  );
  // macOS says so instead of giving arguments.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    take({ paths: [path] });
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    const link = readLink(url);
    take({ paths: [], ...(link === undefined ? {} : { link }) });
  });
  app.on('activate', () => take({ paths: [] }));
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('before-quit', (event) => {
    if (shell !== undefined && !shell.quitting.now()) event.preventDefault();
  });

  await app.whenReady();
  if (app.isPackaged) app.setAsDefaultProtocolClient('quayside');
  lockSession(session.defaultSession);
  serveScheme(join(dist, 'renderer'));
  const folder = app.getPath('userData');
  const settings = new ShellSettings(join(folder, 'shell.json'));
  shell = new DesktopShell({
    settings,
    secrets: systemSecrets(join(folder, 'secrets.json'), safeStorage),
    preload: join(dist, 'electron', 'preload.cjs'),
    startEngine: engineStarter({
      dist,
      log: join(folder, 'logs', 'engine.log'),
      environment: process.env,
      nodeVersion: process.versions.node,
    }),
    workspace: asked.workspace ?? lastWorkspace(settings) ?? join(app.getPath('documents'), 'Quayside'),
  });
  shell.open(asked);
  for (const more of early.slice(1)) shell.take(more);
}

/** The one that was open last, if it is still there. */
const lastWorkspace = ({ now }: ShellSettings): string | undefined =>
  now.recentWorkspaces.find((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory());
