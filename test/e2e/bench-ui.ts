import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { launch } from './browser.ts';
import { enter, visit } from './person.ts';
import { quayside } from './quayside.ts';
import { type Served, serve } from './served.ts';

/**
 * `npm run bench:ui [-- --rows N --workspace DIR]`: how quick the window is, in one run. Asked for: usable 1.5 s after the start, a
 * change of screen in 100 ms, no blank rows for more than 150 ms while scrolling 10,000,000 rows, sorting them in 3 s. The workspace
 * with the rows is kept in the folder for temporary files; `--prepare` makes it and measures nothing.
 */
const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000000' },
    workspace: { type: 'string' },
    prepare: { type: 'boolean', default: false },
  },
});
const rows = Number(values.rows);
const workspace = values.workspace ?? join(tmpdir(), 'quayside-bench-ui', String(rows), 'workshop');
const tenant = 'bulk';
const table = 'supply_chain.dim_parts_v1';
const say = (what: string, found: string, limit: string): void =>
  void process.stdout.write(`${what.padEnd(64)} ${found.padStart(10)}   ${limit}\n`);
const milliseconds = (time: number): string => `${Math.round(time).toLocaleString('en')} ms`;

await prepare();
if (!values.prepare) {
  const browser = await launch();
  try {
    await measureStart(browser);
    await using served = await serve(workspace);
    const page = await open(browser, served);
    await measureScreens(page);
    await measureGrid(page);
  } finally {
    await browser.close();
  }
}

/** The demo, and the rows of the large grid beside it. What is there is not made again. */
async function prepare(): Promise<void> {
  await mkdir(dirname(workspace), { recursive: true });
  const tables = await quayside('tables', 'list', '--workspace', workspace, '--json');
  if (!tables.includes('"tenant_acme"')) await quayside('demo', '--workspace', workspace);
  if (tables.includes(`"${tenant}": ${rows}`)) return;
  const filler = join(import.meta.dirname, '..', 'bench', 'bulk-parts.ts');
  const child = spawn(process.execPath, [filler, workspace, tenant, String(rows)], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the rows could not be made: ${String(code)}`);
}

async function open(browser: Browser, served: Served): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(120_000);
  await enter(page, served.invitation);
  await page.waitForSelector('.plain-table tbody tr');
  return page;
}

/** From the start of the host to the first frame of Home with its tenants, in a browser that is there and knows nothing of the page. */
async function measureStart(browser: Browser): Promise<void> {
  const [all, pages]: number[][] = [[], []];
  for (let round = 0; round < 3; round++) {
    const began = Date.now();
    await using served = await serve(workspace);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.addInitScript(() => {
      const look = (): void => {
        if (document.querySelector('.plain-table tbody tr') === null) requestAnimationFrame(look);
        else performance.mark('usable');
      };
      requestAnimationFrame(look);
    });
    const asked = Date.now();
    await page.goto(served.invitation, { waitUntil: 'commit' });
    await page.waitForSelector('.plain-table tbody tr');
    const usable = await page.evaluate(
      () => performance.timeOrigin + (performance.getEntriesByName('usable')[0]?.startTime ?? Number.NaN),
    );
    all?.push(usable - began);
    pages?.push(usable - asked);
    await page.close();
  }
  say('usable, from the start of the host (median of 3)', milliseconds(median(all ?? [])), '1,500 ms');
  say('  of it the page', milliseconds(median(pages ?? [])), '');
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[1] ?? Number.NaN;
}

/** From the change of address to the first frame with the screen's title and the data that was there before. */
async function measureScreens(page: Page): Promise<void> {
  const screens = ['generate', 'runs', 'quarantine', 'tables', 'audit', 'settings', 'home'];
  for (const screen of screens) {
    await visit(page, screen);
    await page.waitForFunction(() => document.querySelector('.loading') === null);
    await page.waitForTimeout(1000);
  }
  const times: (readonly [string, number])[] = [];
  for (let round = 0; round < 3; round++)
    for (const screen of screens) times.push([screen, await page.evaluate(changeTo, screen)]);
  const slowest = times.toSorted(([, a], [, b]) => b - a)[0];
  say(
    `change of screen (slowest of 21: ${slowest?.[0] ?? ''})`,
    milliseconds(slowest?.[1] ?? Number.NaN),
    '100 ms',
  );
  say(
    'change of screen (mean)',
    milliseconds(times.reduce((sum, [, time]) => sum + time, 0) / times.length),
    '',
  );
}

async function changeTo(name: string): Promise<number> {
  const began = performance.now();
  const { promise, resolve } = Promise.withResolvers<number>();
  const look = (): void => {
    const screen = document.querySelector(`[data-screen="${name}"]`);
    const isThere =
      screen !== null && screen.querySelector('h1') !== null && screen.querySelector('.loading') === null;
    if (isThere) resolve(performance.now() - began);
    else requestAnimationFrame(look);
  };
  window.location.hash = `#/${name}`;
  requestAnimationFrame(look);
  const time = await promise;
  await new Promise((rest) => setTimeout(rest, 400));
  return time;
}

async function measureGrid(page: Page): Promise<void> {
  await visit(page, `tables/${table}?tenant=${tenant}`);
  await page.waitForSelector('.ag-row .cell-text');
  const facts = await page
    .getByText(/^[\d,]+ rows$/)
    .first()
    .textContent();
  await page.waitForTimeout(1000);
  for (const [how, leap] of [
    ['in steps', false],
    ['in steps and leaps', true],
  ] as const) {
    const { longest, blanks } = await page.evaluate(scrollThrough, leap);
    say(`scrolling ${facts ?? ''} ${how}, longest blank`, milliseconds(longest), '150 ms');
    say('  frames with a blank row', `${(blanks * 100).toFixed(1)} %`, '');
  }
  for (const column of ['unit_cost', 'part_number']) {
    await page.evaluate(() => document.querySelector('.ag-grid-viewport')?.scrollTo(0, 0));
    await page.waitForTimeout(500);
    say(`sorting by ${column} for the first time`, milliseconds(await sortBy(page, column)), '3,000 ms');
  }
  await page.waitForTimeout(8000);
  const { longest } = await page.evaluate(scrollThrough, false);
  say('scrolling the sorted rows in steps, longest blank', milliseconds(longest), '');
  const leaps = await page.evaluate(leapAbout);
  say('a leap in the sorted rows, until they are there (slowest of 6)', milliseconds(Math.max(...leaps)), '');
}

/** From the press on the header to the first rows in that order. */
async function sortBy(page: Page, column: string): Promise<number> {
  const header = page.locator(`.ag-header-cell[col-id="${column}"]`);
  for (let step = 0; (await header.count()) === 0 && step < 40; step++) {
    await page.evaluate((left) => {
      for (const view of document.querySelectorAll('.ag-grid-viewport, .ag-body-horizontal-scroll-viewport'))
        view.scrollLeft = left;
    }, step * 150);
    await page.waitForTimeout(50);
  }
  await header.scrollIntoViewIfNeeded();
  await page.waitForTimeout(1000);
  const before = await page.locator('.ag-row[row-index="0"]').first().textContent();
  const began = performance.now();
  await header.click();
  await page.waitForFunction(
    (old) => {
      const row = document.querySelector('.ag-row[row-index="0"]');
      return (
        row !== null &&
        row.querySelector('.cell-text') !== null &&
        row.querySelector('.cell-wait') === null &&
        row.textContent !== old
      );
    },
    before,
    { polling: 20 },
  );
  return performance.now() - began;
}

/** Leaps to places all over the rows and rests there: how long it takes until all in view have values. */
async function leapAbout(): Promise<readonly number[]> {
  const view = document.querySelector('.ag-grid-viewport');
  if (view === null) throw new Error('there is no grid');
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  const times: number[] = [];
  for (const part of [0.5, 0.13, 0.77, 0.31, 0.93, 0.62]) {
    view.scrollTop = view.scrollHeight * part;
    const began = performance.now();
    do {
      await frame();
      await frame();
    } while (document.querySelector('.ag-row .cell-wait') !== null);
    times.push(performance.now() - began);
    await new Promise((rest) => setTimeout(rest, 1500));
  }
  return times;
}

/** Scrolls for some seconds and tells for how long a row in view had no values at the longest, and in how many of the frames. */
async function scrollThrough(leaps: boolean): Promise<{ readonly longest: number; readonly blanks: number }> {
  const view = document.querySelector('.ag-grid-viewport');
  if (view === null) throw new Error('there is no grid');
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  const isBlank = (): boolean => {
    const seen = view.getBoundingClientRect();
    return [...document.querySelectorAll('.ag-row .cell-wait')].some((cell) => {
      const { top, bottom } = cell.getBoundingClientRect();
      return bottom > seen.top && top < seen.bottom;
    });
  };
  const frames = 400;
  let [longest, blanks] = [0, 0];
  let since: number | undefined;
  for (let step = 0; step < frames; step++) {
    view.scrollTop += leaps && step % 100 === 99 ? view.scrollHeight / 7 : 140;
    const now = await frame();
    const blank = isBlank();
    blanks += blank ? 1 : 0;
    since = blank ? (since ?? now) : undefined;
    longest = Math.max(longest, since === undefined ? 0 : now - since);
  }
  return { longest, blanks: blanks / frames };
}
