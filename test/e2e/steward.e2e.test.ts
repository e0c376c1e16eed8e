import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { visit } from './person.ts';
import { quayside } from './quayside.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  const out = join(stage.folder, 'delivery');
  await quayside('generate', '--tenant', 'acme', '--suppliers', '1500', '--parts', '1500', '--out', out);
  await quayside('run', '--workspace', stage.workspace, '--tenant', 'acme', '--source', out);
  await visit(stage.page, 'quarantine?tenant=acme');
  await stage.page.getByRole('listbox', { name: 'Causes' }).waitFor();
}, 180_000);
afterAll(() => stage[Symbol.asyncDispose]());

const numberIn = (text: string | null, pattern: RegExp): number =>
  Number((pattern.exec(text ?? '')?.[1] ?? '').replaceAll(',', ''));

/** Each goes on where the one before ended. */
describe('a steward at the quarantine', () => {
  it('comes from a bad cell to the fix of all alike with three keys, and sees the effect before', async () => {
    const { page } = stage;
    await page.locator('.waiting-group', { hasText: 'Country' }).first().click();
    await page.locator('.ag-cell.cell-error').first().click();
    await page.getByRole('heading', { name: 'Proposals' }).waitFor();
    await page.locator('.desk-proposal').first().waitFor();
    await page.keyboard.press('a');
    const pending = page.getByRole('region', { name: 'Pending change' });
    await pending.getByText(/changes \d+ rows? · clears \d+/).waitFor();
    const changed = numberIn(await pending.textContent(), /changes ([\d,]+) row/);
    await page.keyboard.press('a');
    await page.getByText(`${changed} row${changed === 1 ? '' : 's'} changed`).waitFor();
    expect(await pending.count()).toBe(0);
  });

  it('takes the last change back with one key, and does it again', async () => {
    const { page } = stage;
    const back = page.getByRole('button', { name: /rows? of Acme to silver/ });
    await back.waitFor();
    const before = await back.textContent();
    await page.getByRole('heading', { name: 'Quarantine' }).click();
    await page.keyboard.press('Control+z');
    await page.getByText(/^Undone: /).waitFor();
    await page.getByRole('button', { name: 'Nothing to return' }).waitFor();
    await page.keyboard.press('Control+y');
    await page.getByText(/^Done again: /).waitFor();
    await expect.poll(() => back.textContent()).toBe(before);
  });

  it('changes one cell by typing into it', async () => {
    const { page } = stage;
    await page.locator('.waiting-group', { hasText: 'Country' }).first().click();
    // The field of the cause comes first once its rows are there.
    await page.locator('.ag-cell.cell-error[col-id="country"]').first().click();
    await page.locator('.desk-proposal').first().waitFor();
    await page.keyboard.press('Enter');
    // The cell's own line above the rows takes what is typed.
    await page.locator('.ag-cell-inline-editing, .desk-cell-input:focus, input:focus').first().waitFor();
    await page.keyboard.type('DE');
    await page.keyboard.press('Enter');
    const pending = page.getByRole('region', { name: 'Pending change' });
    await pending.getByText(/changes 1 row · clears/).waitFor();
    await pending.getByRole('button', { name: 'Do not do it' }).click();
    expect(await pending.count()).toBe(0);
  });

  it('lays a pasted column over the rows below the focus', async () => {
    const { page } = stage;
    await page.locator('.ag-cell[col-id="country"]').first().click();
    await page.evaluate(() => navigator.clipboard.writeText('DE\nFR\nPL'));
    await page.keyboard.press('Control+v');
    const pending = page.getByRole('region', { name: 'Pending change' });
    await pending.getByText(/Country of 3 rows as typed/).waitFor();
    await pending.getByRole('button', { name: 'Do not do it' }).click();
  });

  it('changes all rows of a cause by a form, with a reason where one is needed', async () => {
    const { page } = stage;
    await page.getByRole('button', { name: 'Change all…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /What to do/ }).click();
    await page.getByRole('option', { name: 'Reject' }).click();
    const look = dialog.getByRole('button', { name: 'Look at the effect' });
    expect(await look.isDisabled()).toBe(true);
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('the customer has withdrawn them');
    await look.click();
    const pending = page.getByRole('region', { name: 'Pending change' });
    await pending.getByText(/rejects \d+ row/).waitFor();
    await pending.getByRole('button', { name: 'Do not do it' }).click();
  });

  it('does to a row what is done to it as a whole by a key, and finds whose rows they are', async () => {
    const { page } = stage;
    const pending = page.getByRole('region', { name: 'Pending change' });
    await page.locator('.ag-cell.cell-error').first().click();
    await page.getByRole('toolbar', { name: 'This row' }).waitFor();
    await page.keyboard.press('x');
    await page.getByRole('textbox', { name: 'Why is it rejected' }).waitFor();
    await page.keyboard.type('not ours');
    await page.keyboard.press('Enter');
    await pending.getByText(/rejects 1 row/).waitFor();
    await pending.getByRole('button', { name: 'Do not do it' }).click();

    await page.locator('.ag-cell.cell-error').first().click();
    await page.keyboard.press('m');
    await pending.getByText(/changes 1 row/).waitFor();
    await page.keyboard.press('a');
    await page.getByText('1 row changed').waitFor();
    await page.locator('.waiting-state').getByRole('button').click();
    await page.getByRole('option', { name: 'assigned', exact: true }).click();
    await page.locator('.waiting-bar-line').getByText('1 row', { exact: true }).waitFor();
    await visit(page, 'home');
    const due = page.locator('.section', { hasText: 'Who has what' });
    await due.getByText('(you)').waitFor();
    await due.getByRole('link', { name: /: 1 row$/ }).click();
    await page
      .getByText(/^assigned to /)
      .first()
      .waitFor();
    await visit(page, 'quarantine?tenant=acme');
    await page.getByRole('listbox', { name: 'Causes' }).waitFor();
  });

  it('returns what is free to silver once, with its parts, and the history says who did it', async () => {
    const { page } = stage;
    await page.getByRole('button', { name: 'History' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).first().waitFor();
    await page.keyboard.press('Escape');
    const back = page.getByRole('button', { name: /rows? of Acme to silver/ });
    const free = numberIn(await back.textContent(), /Return ([\d,]+) row/);
    await back.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('row', { name: /Suppliers/ }).waitFor();
    await dialog.getByRole('button', { name: 'Return Acme to silver' }).click();
    await page
      .getByText(`${free} row${free === 1 ? '' : 's'} of Acme ${free === 1 ? 'is' : 'are'} in silver`)
      .waitFor();
    await page.getByRole('button', { name: 'Nothing to return' }).waitFor();
    const shown = await quayside('audit', 'verify', '--workspace', stage.workspace, '--json');
    expect(JSON.parse(shown)).toMatchObject({ whole: true });
  });

  it('looks at what is closed, by how it was closed', async () => {
    const { page } = stage;
    const state = page.locator('.waiting-state').getByRole('button');
    await state.click();
    await page.getByRole('option', { name: 'Closed', exact: true }).click();
    await page.locator('.ag-row').first().waitFor();
    await state.click();
    await page.getByRole('option', { name: 'Fixed by source' }).click();
    await page.getByText('No row in quarantine is like that.').waitFor();
    await page.getByRole('button', { name: 'Show all that is open' }).click();
    await page.getByRole('listbox', { name: 'Causes' }).waitFor();
  });

  it('complained about nothing', () => {
    expect(stage.complaints).toEqual([]);
  });
});
