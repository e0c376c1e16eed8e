import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launch } from './browser.ts';
import { mountSmallDisk, type SmallDisk } from './disk.ts';
import { chooseFiles, enter, visit } from './person.ts';
import { quayside } from './quayside.ts';
import { type Served, serve } from './served.ts';

const outer = await mkdtemp(join(tmpdir(), 'quayside-trouble-'));
const disk: SmallDisk | undefined = await mountSmallDisk(join(outer, 'disk'), 48);
const noDisk = disk === undefined ? ' (skipped: this machine lets nobody mount a small disk)' : '';
const workspace = join(outer, 'disk', 'workshop');
let served: Served;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const size = ['--suppliers', '3000', '--parts', '3000', '--format', 'parquet'];
  await quayside('generate', '--tenant', 'harbour', ...size, '--out', join(outer, 'harbour'));
  served = await serve(workspace);
  browser = await launch();
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(60_000);
  await enter(page, served.invitation);
}, 120_000);

afterAll(async () => {
  await browser.close();
  await served[Symbol.asyncDispose]();
  await disk?.[Symbol.asyncDispose]();
  await rm(outer, { recursive: true, force: true, maxRetries: 5 });
});

async function choose(): Promise<void> {
  await visit(page, 'runs');
  await visit(page, 'runs/new');
  await chooseFiles(
    page,
    ['suppliers.parquet', 'parts.parquet'].map((name) => join(outer, 'harbour', name)),
  );
  await page.getByRole('textbox', { name: 'Tenant' }).fill('harbour');
}

/** What is said about it: words, no code, no stack. */
async function expectWords(words: RegExp): Promise<void> {
  const alert = page.getByRole('alert').filter({ hasText: words }).first();
  await alert.waitFor();
  expect(await alert.innerText()).not.toMatch(/Error:|ENOSPC|EROFS|SQLITE|at .*\.ts:/);
}

const run = (): Promise<void> => page.getByRole('button', { name: 'Run', exact: true }).click();
const rowsOf = async (): Promise<string> => quayside('tables', 'list', '--workspace', workspace, '--json');

describe.skipIf(disk === undefined)(`a disk that does not do what it should${noDisk}`, () => {
  it('full: says so in words, publishes nothing, and goes on when there is room again', async () => {
    await choose();
    await disk?.fill(300 * 1024);
    await run();
    await expectWords(/full|room|space/i);
    await disk?.free();
    expect(await rowsOf()).not.toContain('"harbour"');
    await choose();
    await run();
    await page.getByText(/^Harbour, 6,000 rows: .*; nothing lost$/).waitFor({ timeout: 120_000 });
    await visit(page, 'audit');
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText(/^Verified: /).waitFor();
  });

  it('no right to write: says so in words, changes nothing, and goes on when it is given', async () => {
    const before = await rowsOf();
    await choose();
    disk?.setWritable(false);
    await run();
    await expectWords(/writ|permission/i);
    disk?.setWritable(true);
    expect(await rowsOf()).toBe(before);
    await run();
    await page
      .locator('.run-title')
      .getByText(/published|nothing changed/)
      .waitFor({ timeout: 120_000 });
  });
});

describe('an engine that dies', () => {
  it('in the middle of the demo: a person is told, begins it again, and it gets through', async () => {
    const own = await mkdtemp(join(tmpdir(), 'quayside-dies-'));
    await using host = await serve(join(own, 'workshop'));
    const other = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    other.setDefaultTimeout(60_000);
    await enter(other, host.invitation);
    await other.getByRole('button', { name: 'Generate a demo' }).click();
    await other.getByRole('button', { name: 'Cancel', exact: true }).waitFor();
    // Seen by whatever screen is shown: what nobody was told of cannot be missed.
    await other.getByText('Nothing running').waitFor({ state: 'detached' });
    killEngine(host.processId);
    const alert = other.getByRole('alert').filter({ hasText: 'The engine ended in the middle of it' });
    await alert.waitFor({ timeout: 120_000 });
    await other.getByText(/^Demo ended with the engine before it was done/).waitFor();
    expect(await other.getByRole('button', { name: 'Cancel', exact: true }).count()).toBe(0);
    await alert.getByRole('button', { name: 'Try again' }).click();
    await other.getByText(/^Demo ready in .*: 2 tenants, ([\d,]+) of \1 planted mistakes caught$/).waitFor({
      timeout: 180_000,
    });
    await other.close();
    await rm(own, { recursive: true, force: true, maxRetries: 5 });
  }, 400_000);
});

/** The host's child that has no worker's arguments. */
function killEngine(host: number): void {
  const children = execFileSync('pgrep', ['-P', String(host), '-f', 'engine'], { encoding: 'utf8' });
  const [engine] = children.trim().split('\n').map(Number);
  if (engine === undefined || Number.isNaN(engine)) throw new Error('the host has no engine');
  process.kill(engine, 'SIGKILL');
}
