import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launch } from './browser.ts';
import { enter } from './person.ts';
import { type Served, serve } from './served.ts';

/** A browser before a host on an empty workspace, for one file of tests. */
export interface Stage extends AsyncDisposable {
  readonly page: Page;
  readonly served: Served;
  readonly browser: Browser;
  readonly workspace: string;
  /** For files of the test. */
  readonly folder: string;
  /** What the page complained about: errors that nobody caught, and messages of the console. */
  readonly complaints: string[];
}

export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'quayside-e2e-'));
  const workspace = join(folder, 'workshop');
  const served = await serve(workspace);
  const browser = await launch();
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await enter(page, served.invitation);
  return {
    page,
    served,
    browser,
    workspace,
    folder,
    complaints,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await served[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
