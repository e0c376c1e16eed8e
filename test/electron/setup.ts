import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { findElectron } from './binary.ts';
import { openDisplay } from './display.ts';

/** What all tests of the shell need, made once: an Electron, a display, a fresh build. */
export interface Ground {
  readonly executable: string;
  readonly dist: string;
  readonly major: number;
  readonly display: string;
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
  const display = await openDisplay();
  if (display === undefined) return skip('no display, and no Xvfb (bash test/electron/install.sh)');
  project.provide('ground', { ...found, display: display.name });
  return display.close;
}
