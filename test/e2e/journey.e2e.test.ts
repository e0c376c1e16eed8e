import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseFiles, command, generateAndScore, visit } from './person.ts';
import { quayside } from './quayside.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 120_000);
afterAll(() => stage[Symbol.asyncDispose]());

/** In the order of a first day; each goes on where the one before ended. */
describe('the first day with Quayside', () => {
  it('makes the demo from the empty workspace, and shows what it caught', async () => {
    const { page } = stage;
    await page.getByText('From a customer’s files to tables that can be trusted').waitFor();
    await page.getByRole('button', { name: 'Generate a demo' }).click();
    const done = page.getByText(/^Demo ready in .*: 2 tenants, ([\d,]+) of \1 planted mistakes caught$/);
    await done.waitFor({ timeout: 180_000 });
    await page.getByRole('dialog', { name: 'A short tour' }).waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('heading', { name: 'Where the rows went' }).first().waitFor();
    await page.getByRole('button', { name: 'End tour' }).click();
    await visit(page, 'home');
    const tenants = page.getByRole('table', { name: 'Tenants' });
    await tenants.getByText('Acme').waitFor();
    await tenants.getByText('Globex').waitFor();
    expect(await tenants.getByText('published').count()).toBe(2);
  });

  it('takes a delivery from files all the way, after saying what would fail', async () => {
    const { page, folder } = stage;
    const out = join(folder, 'delivery');
    await quayside('generate', '--tenant', 'initech', '--suppliers', '300', '--parts', '400', '--out', out);
    await visit(page, 'runs/new');
    await chooseFiles(
      page,
      ['suppliers.csv', 'parts.csv'].map((name) => join(out, name)),
    );
    await page.getByRole('textbox', { name: 'Tenant' }).fill('initech');
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    const verdict = await page.getByText(/of 700 rows would wait in quarantine/).textContent();
    const failing = Number(/^\d+/.exec(verdict ?? '')?.[0]);
    expect(failing).toBeGreaterThan(10);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    const sentence = page.getByText(/^Initech, 700 rows: .*; nothing lost$/);
    await sentence.waitFor();
    expect(await sentence.textContent()).toContain(`${failing} in quarantine`);
  });

  it('leads from the number in quarantine to the rows, and from a cell to its reason', async () => {
    const { page } = stage;
    await page.getByRole('link', { name: /^\d+ in quarantine: show them$/ }).click();
    await page.getByRole('heading', { name: 'Quarantine' }).waitFor();
    expect(await page.getByRole('button', { name: 'Tenant: initech' }).count()).toBe(1);
    const marked = page.locator('.ag-cell.cell-error').first();
    await marked.click();
    await page.keyboard.press('j');
    await page.getByText('What is wrong').waitFor();
    expect(await page.locator('.ag-cell-focus.cell-error').count()).toBe(1);
  });

  it('copies a range of cells as a spreadsheet takes it', async () => {
    const { page } = stage;
    const cell = page.locator('.ag-cell:not(.ag-cell-last-left-pinned)').first();
    await cell.click();
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Control+c');
    await page.getByText('4 cells copied').waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    expect(text.split('\n').map((line) => line.split('\t').length)).toEqual([2, 2]);
  });

  it('asks the tables with SQL', async () => {
    const { page } = stage;
    await visit(page, 'tables?view=query');
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.type(
      "SELECT tenant_id, count(*) AS rows FROM supply_chain.dim_suppliers_v1 WHERE tenant_id = 'initech' GROUP BY ALL",
    );
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText(/^1 row in /).waitFor();
    await page.locator('.ag-cell', { hasText: 'initech' }).waitFor();
  });

  it('rolls a tenant back after showing what would change, and the rows are as they were', async () => {
    const { page, folder } = stage;
    const changed = join(folder, 'changed');
    await quayside('generate', '--tenant', 'initech', '--suppliers', '50', '--seed', '9', '--out', changed);
    await quayside('run', '--workspace', stage.workspace, '--tenant', 'initech', '--source', changed);
    await visit(page, 'tables/supply_chain.dim_suppliers_v1?view=snapshots');
    const snapshots = page.getByRole('listbox', { name: 'Snapshots' }).getByRole('option');
    // Two of the demo, two of this tenant.
    await expect.poll(() => snapshots.count(), { timeout: 60_000 }).toBe(4);
    await snapshots.nth(1).click();
    await page.getByRole('button', { name: /^Take .* back to here/ }).click();
    const dialog = page.getByRole('dialog');
    await expect.poll(() => dialog.textContent(), { timeout: 60_000 }).toContain('Rows that go');
    await dialog.getByRole('button', { name: /^Roll back/ }).click();
    await page.getByText('is as it was then').waitFor();
  });

  it('verifies the journal and every file', async () => {
    const { page } = stage;
    await visit(page, 'audit');
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText(/^Verified: [\d,]+ records and [\d,]+ files are what the journal says/).waitFor();
  });

  it('finds a key wherever its row is', async () => {
    const { page, folder } = stage;
    const csv = await readFile(join(folder, 'delivery', 'suppliers.csv'), 'utf8');
    const code = /\bS\d{6,}\b/.exec(csv)?.[0] ?? '';
    await page.keyboard.press('Control+p');
    await page.getByPlaceholder('Id, code, number, name or run').fill(code);
    await page.getByRole('menuitem').filter({ hasText: code }).first().waitFor();
    await page.keyboard.press('Escape');
  });

  it('says what is wrong with a file that is no delivery, and keeps nothing of it', async () => {
    const { page, folder } = stage;
    const file = join(folder, 'minutes.csv');
    await writeFile(file, 'agenda;who\nharbour dues;Kim\n');
    await visit(page, 'runs/new');
    await chooseFiles(page, [file]);
    await page.getByRole('textbox', { name: 'Tenant' }).fill('initech');
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toMatch(/suppliers or parts|read as/);
    expect(await alert.textContent()).not.toMatch(/Error:|at .*\.ts/);
  });

  it('generates, runs and scores in one go', async () => {
    const { page } = stage;
    await generateAndScore(page, ['umbrella']);
    await page.getByText(/^(\d+) of \1 planted mistakes caught$/).waitFor();
    await page.getByText('no false alarm').waitFor();
  });

  it('speaks German when asked to', async () => {
    const { page } = stage;
    await visit(page, 'settings/appearance');
    await page.getByRole('radio', { name: 'Deutsch' }).click();
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    await page.getByRole('radio', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
  });

  it('complained about nothing on the way', () => {
    expect(stage.complaints).toEqual([]);
  });

  it('shows all tenants again when asked by the palette', async () => {
    const { page } = stage;
    await visit(page, 'home');
    await command(page, 'show all tenants');
    const rows = page.getByRole('table', { name: 'Tenants' }).getByRole('row');
    await expect.poll(() => rows.count(), { timeout: 30_000 }).toBe(5);
  });
});
