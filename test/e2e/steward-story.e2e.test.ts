import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { quayside } from './quayside.ts';
import { openStage, type Stage } from './stage.ts';
import {
  deliver,
  Deliveries,
  inSilver,
  oneOfForty,
  oneSupplierOfForty,
  openDesk,
  pendingOf,
} from './steward-story.ts';

const shown = z.object({ rows: z.array(z.object({ state: z.string() })) });

let stage: Stage;
let deliveries: Deliveries;
beforeAll(async () => {
  stage = await openStage();
  deliveries = new Deliveries(stage.folder);
}, 180_000);
afterAll(() => stage[Symbol.asyncDispose]());

/** One after the other: each step goes on where the one before ended. */
describe('one supplier that forty parts wait for', () => {
  const held = (): Promise<readonly number[]> => inSilver(stage.workspace, 'acme');

  it('is one cause of 41 rows', async () => {
    await deliver(stage.workspace, 'acme', await oneSupplierOfForty(deliveries, 'acme', 'acme'));
    expect(await held()).toEqual([59, 20]);
    await openDesk(stage.page, 'acme');
    await oneOfForty.isOneCause(stage.page);
  });

  it('gets the proposed country, and what that frees is said before', async () => {
    await oneOfForty.takeProposal(stage.page, 'Acme');
  });

  it('is as before once that is undone, and free again when it is done again', async () => {
    await oneOfForty.undoAndRedo(stage.page, 'Acme');
    expect(await held()).toEqual([59, 20]);
  });

  it('goes to silver with its parts, once', async () => {
    await oneOfForty.returnToSilver(stage.page, 'Acme');
    expect(await held()).toEqual([60, 60]);
  });
});

describe('a later delivery', () => {
  it('that brings the supplier right closes its row and frees the parts, before the eyes of who looks', async () => {
    const { page } = stage;
    await deliver(stage.workspace, 'globex', await oneSupplierOfForty(deliveries, 'globex', 'globex'));
    await openDesk(page, 'globex');
    await page.getByRole('listbox', { name: 'Causes' }).getByText('frees 41 rows').waitFor();
    const right = await deliveries.make('globex-right', {
      tenant: 'globex',
      suppliers: 60,
      parts: 0,
      change: { suppliers: { source_timestamp: "if(n = 1, '2026-11-24T01:00:00Z', source_timestamp)" } },
    });
    await deliver(stage.workspace, 'globex', right);
    await page.getByRole('button', { name: 'Nothing to return' }).waitFor();
    await expect.poll(() => page.getByText('frees 41 rows').count(), { timeout: 20_000 }).toBe(0);
    expect(await inSilver(stage.workspace, 'globex')).toEqual([60, 60]);
    const closed = ['quarantine', 'show', '--tenant', 'globex', '--state', 'closed', '--json'];
    const { rows } = shown.parse(JSON.parse(await quayside(...closed, '--workspace', stage.workspace)));
    expect(rows.map(({ state }) => state)).toEqual(Array.from({ length: 41 }, () => 'fixed_by_source'));
  });
});

describe('values of a spreadsheet', () => {
  it('a lookup table of 200 rows is pasted, and each row gets its own value', async () => {
    const { page } = stage;
    const source = await deliveries.make('initech', {
      tenant: 'initech',
      suppliers: 200,
      parts: 0,
      change: { suppliers: { country: "'Land ' || n" } },
    });
    await deliver(stage.workspace, 'initech', source);
    await openDesk(page, 'initech');
    await page
      .getByRole('listbox', { name: 'Causes' })
      .getByRole('option', { name: /Country/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Change all…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /What to do/ }).click();
    await page.getByRole('option', { name: 'Map values by a table' }).click();
    const lookup = Array.from(
      { length: 200 },
      (_, index) => `Land ${index + 1}\t${['DE', 'FR', 'PL'][index % 3]}`,
    );
    await page.evaluate((text) => navigator.clipboard.writeText(text), lookup.join('\n'));
    await dialog
      .getByRole('textbox', { name: /becomes/ })
      .first()
      .click();
    await page.keyboard.press('Control+v');
    await dialog.getByRole('button', { name: 'Look at the effect' }).click();
    const pending = pendingOf(page);
    await pending.getByText(/changes 200 rows · clears 200 reasons/).waitFor();
    await pending.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('200 rows changed').waitFor();
  });
});

describe('a hundred thousand rows', () => {
  it('are changed together, and the window answers meanwhile', { timeout: 240_000 }, async () => {
    const { page } = stage;
    const many = {
      tenant: 'umbrella',
      suppliers: 100_000,
      parts: 0,
      change: { suppliers: { incoterms: "'XYZ'" } },
    };
    await deliver(stage.workspace, 'umbrella', await deliveries.make('umbrella', many));
    await openDesk(page, 'umbrella');
    await page.getByRole('listbox', { name: 'Causes' }).getByRole('option').first().click();
    await page.getByRole('button', { name: 'Change all…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /What to do/ }).click();
    await page.getByRole('option', { name: 'Set a value' }).click();
    await dialog.getByRole('textbox', { name: 'New value' }).fill('FCA');
    // The longest time in which the window did nothing else.
    await page.evaluate(() => {
      let last = performance.now();
      Reflect.set(window, 'stall', 0);
      setInterval(() => {
        const now = performance.now();
        Reflect.set(window, 'stall', Math.max(Number(Reflect.get(window, 'stall')), now - last - 20));
        last = now;
      }, 20);
    });
    await dialog.getByRole('button', { name: 'Look at the effect' }).click();
    const pending = pendingOf(page);
    await pending.getByText('Counting what it would do').waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('sett');
    await page.keyboard.press('Escape');
    await pending.getByText(/changes 100,000 rows · clears 100,000 reasons/).waitFor();
    await pending.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('100,000 rows changed').waitFor();
    expect(await page.evaluate(() => Number(Reflect.get(window, 'stall')))).toBeLessThan(3000);
  });

  it('nobody complained', () => {
    expect(stage.complaints).toEqual([]);
  });
});
