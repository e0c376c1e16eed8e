import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chooseFiles, visit } from './person.ts';
import { quayside } from './quayside.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let deliveries = '';
beforeAll(async () => {
  stage = await openStage();
  deliveries = join(stage.folder, 'deliveries');
  const size = ['--suppliers', '120', '--parts', '150', '--format', 'csv'];
  for (const tenant of ['initech', 'umbrella'])
    await quayside('generate', '--tenant', tenant, ...size, '--out', join(deliveries, tenant));
}, 180_000);
afterAll(() => stage[Symbol.asyncDispose]());

it('shows the rows of chosen files before they are checked, one file at a time', async () => {
  const { page } = stage;
  await visit(page, 'runs/new');
  await chooseFiles(
    page,
    ['suppliers.csv', 'parts.csv'].map((name) => join(deliveries, 'initech', name)),
  );
  await page.getByText(/^120 rows, every cell as text$/).waitFor();
  await page.locator('.file-rows .ag-header-cell', { hasText: 'supplier_code' }).first().waitFor();
  await page.getByRole('radio', { name: 'parts.csv' }).click();
  await page.getByText(/^1\d\d rows, every cell as text$/).waitFor();
  await page.locator('.file-rows .ag-header-cell', { hasText: 'part_number' }).first().waitFor();
  await page.locator('.file-rows .ag-row .cell-text').first().waitFor();
});

it('runs the deliveries of all tenants in a folder by one button, and says why it cannot', async () => {
  const { page } = stage;
  await visit(page, 'runs');
  await page.getByRole('button', { name: 'Run all…' }).first().click();
  const dialog = page.getByRole('dialog');
  const folder = dialog.getByRole('textbox', { name: 'Folder' });
  await folder.fill(join(stage.folder, 'nowhere'));
  await dialog.getByRole('button', { name: 'Run all', exact: true }).click();
  await dialog.getByRole('alert').waitFor();
  await folder.fill(deliveries);
  await dialog.getByRole('button', { name: 'Copy as command' }).click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toContain(`quayside run --all --source ${deliveries}`);
  await dialog.getByRole('button', { name: 'Run all', exact: true }).click();
  await page.getByText('2 runs are in the queue').waitFor();
  const runs = page.getByRole('listbox', { name: 'Runs' }).getByRole('option');
  await expect
    .poll(async () => (await runs.filter({ hasText: 'published' }).allTextContents()).length, {
      timeout: 120_000,
    })
    .toBe(2);
  expect(stage.complaints).toEqual([]);
});
