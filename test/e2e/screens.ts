import type { Page } from 'playwright-core';
import { command } from './person.ts';

/** A view of the application by its address, and what has to be there before it is looked at. */
export interface View {
  readonly name: string;
  readonly fragment: string;
  readonly ready: string;
  /** What is opened before the picture is taken. */
  readonly open?: (page: Page) => Promise<void>;
}

const grid = '.ag-row .ag-cell';

/** Every screen, in the order of the rail. The workspace has the demo. */
export const views: readonly View[] = [
  { name: 'home', fragment: '#/home', ready: '.plain-table tbody tr' },
  { name: 'generate', fragment: '#/generate', ready: '.chart svg' },
  { name: 'runs', fragment: '#/runs', ready: '.reason' },
  { name: 'new-run', fragment: '#/runs/new', ready: '.drop' },
  { name: 'quarantine', fragment: '#/quarantine', ready: grid },
  {
    name: 'quarantine-desk',
    fragment: '#/quarantine?tenant=tenant_acme',
    ready: '.waiting-group',
    open: async (page) => {
      await page.locator('.waiting-group', { hasText: 'Country' }).first().click();
      await page.locator('.ag-cell.cell-error').first().click();
      await page.waitForSelector('.desk-proposal');
      await page.keyboard.press('a');
      await page.waitForSelector('.desk-effect');
    },
  },
  { name: 'tables', fragment: '#/tables', ready: grid },
  {
    name: 'tables-snapshots',
    fragment: '#/tables?view=snapshots',
    ready: '[role=listbox][aria-label=Snapshots] [role=option]',
    open: async (page) => {
      await page.getByRole('listbox', { name: 'Snapshots' }).getByRole('option').nth(1).click();
      await page.getByRole('button', { name: /back to here$/ }).waitFor();
    },
  },
  {
    name: 'tables-query',
    fragment: '#/tables?view=query',
    ready: '.cm-content',
    open: async (page) => {
      await page.locator('#screen').getByRole('button', { name: 'Run', exact: true }).click();
      await page.waitForSelector(grid);
    },
  },
  { name: 'audit', fragment: '#/audit', ready: '#screen [role=option], #screen tbody tr, #screen li' },
  {
    name: 'lineage',
    fragment: '#/runs',
    ready: '.flow',
    open: async (page) => {
      await page.locator('.flow-landed a').click();
      await page.waitForSelector('.lineage-node');
    },
  },
  { name: 'settings', fragment: '#/settings', ready: '.check' },
  { name: 'settings-tenants', fragment: '#/settings/tenants', ready: '.check' },
  { name: 'settings-contracts', fragment: '#/settings/contracts', ready: '.plain-table tbody tr' },
  { name: 'settings-about', fragment: '#/settings/about', ready: '.facts' },
  {
    name: 'palette',
    fragment: '#/home',
    ready: '.plain-table tbody tr',
    open: async (page) => {
      await page.keyboard.press('Control+k');
      await page.waitForSelector('.palette-list .list-item');
    },
  },
];

export async function show(page: Page, { fragment, ready, open }: View): Promise<void> {
  const isNarrowed = (await page.locator('.scope-button .tenant-dot').count()) > 0;
  if (isNarrowed && !fragment.includes('tenant=')) await command(page, 'show all tenants');
  await page.evaluate((to) => {
    window.location.hash = to;
  }, fragment);
  await page.waitForSelector(ready, { timeout: 30_000 });
  await open?.(page);
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(500);
}
