import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isStale } from '../../electron/start/stale.ts';
import type { TestProject } from 'vitest/node';
import { findElectron } from './binary.ts';
import { openDisplay } from './display.ts';
import { buildOldPage } from './old-page.ts';

/** What all tests of the shell need, made once: an Electron, a display, a fresh build. */
export interface Ground {
  readonly executable: string;
  readonly dist: string;
  readonly major: number;
  readonly display: string;
  /** The folder of the application's page, built for this Electron. */
  readonly page: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly ground: Ground | { readonly missing: string };
  }
}

const root = join(import.meta.dirname, '..', '..');

export default async function setup(project: TestProject): Promise<(() => void) | undefined> {
  const skip = (missing: string): undefined => {
    process.stdout.write(`Tests of the desktop application are skipped: ${missing}.\n`);
    project.provide('ground', { missing });
  };
  const found = findElectron();
  if ('missing' in found) return skip(found.missing);
  execFileSync(process.execPath, [join(root, 'electron', 'build', 'main.ts')], { stdio: 'inherit' });
  const page = await pageFor(found.major);
  const display = await openDisplay();
  if (display === undefined) return skip('no display, and no Xvfb (bash test/electron/install.sh)');
  project.provide('ground', { ...found, display: display.name, page });
  return display.close;
}

/** QUAYSIDE_PAGE_BUILT: whatever is built is taken, as old as it may be. */
async function pageFor(major: number): Promise<string> {
  // Chrome 114 came with Electron 25.
  const folder = major >= 25 ? 'renderer' : 'renderer-old';
  const made = join('dist', folder);
  const from = ['renderer', 'contracts', 'test/electron/old-page.ts', 'test/electron/old-chrome.js'];
  const keep = process.env['QUAYSIDE_PAGE_BUILT'] !== undefined && existsSync(join(root, made, 'index.html'));
  if (keep || !isStale(root, { made: [join(made, 'index.html')], from })) return join(root, made);
  if (folder === 'renderer')
    execFileSync(
      process.execPath,
      [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--config', 'renderer/vite.config.ts'],
      { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
    );
  else await buildOldPage(join(root, made));
  return join(root, made);
}
