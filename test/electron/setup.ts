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
  const found = findElectron();
  const display = 'missing' in found ? undefined : await openDisplay();
  if ('missing' in found || display === undefined) {
    const missing = 'missing' in found ? found.missing : 'no display, and no Xvfb (apt-get install xvfb)';
    process.stdout.write(`Tests of the desktop application are skipped: ${missing}.\n`);
    project.provide('ground', { missing });
    return undefined;
  }
  execFileSync(process.execPath, [join(root, 'electron', 'build', 'main.ts')], { stdio: 'inherit' });
  project.provide('ground', { ...found, display: display.name });
  return display.close;
}
