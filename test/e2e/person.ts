import type { Page } from 'playwright-core';

/** What a person does in most tests. */

/** Comes in by the address that the host printed. */
export async function enter(page: Page, invitation: string): Promise<void> {
  await page.goto(invitation);
  await page.waitForSelector('.screen-head');
}

/** Generates the demo from Home where it is not there, waits for it, and closes the tour. */
export async function makeDemo(page: Page): Promise<void> {
  const demo = page.getByRole('button', { name: 'Generate a demo' });
  await page.waitForSelector('.first-box, .plain-table');
  if ((await demo.count()) > 0) {
    await demo.click();
    await page.getByText('Demo ready in').waitFor({ timeout: 120_000 });
    await page.getByRole('button', { name: 'End tour' }).click();
    await page.getByRole('button', { name: 'Dismiss' }).first().click();
  }
  await page.waitForSelector('.plain-table tbody tr');
}

/** Types words of a command into the palette and takes the first that has them. */
export async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.waitForSelector('.palette-search input:focus');
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.palette-search', { state: 'detached' });
}

/** By the palette, as a person would. */
export async function setTheme(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await command(page, `theme ${theme}`);
  await page.waitForFunction((wanted) => document.documentElement.dataset['theme'] === wanted, theme);
}

/** Goes to an address within the application. */
export async function visit(page: Page, place: string): Promise<void> {
  await page.evaluate((to) => {
    window.location.hash = `#/${to}`;
  }, place);
  await page.waitForSelector(`[data-screen="${place.split(/[/?]/)[0]}"] h1`);
}

/** By the browser's own dialog. */
export async function chooseFiles(page: Page, files: readonly string[]): Promise<void> {
  const dialog = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose files' }).click();
  await (await dialog).setFiles([...files]);
  for (const file of files) {
    await page
      .locator('.drop-files')
      .getByText(file.split('/').at(-1) ?? file)
      .waitFor();
  }
}

/** Generate, run and score in one go, for small deliveries. */
export async function generateAndScore(page: Page, tenants: readonly string[]): Promise<void> {
  await visit(page, 'generate');
  await page.getByRole('textbox', { name: 'Tenants' }).fill(tenants.join(', '));
  await page.getByRole('textbox', { name: 'Suppliers' }).fill('400');
  await page.getByRole('textbox', { name: 'Parts' }).fill('400');
  await page.getByRole('textbox', { name: 'Parts' }).press('Tab');
  await page.getByRole('button', { name: 'Generate and run' }).click();
  // It goes on while another screen is shown, and after the window was loaded anew.
  await page.getByText('Cancel', { exact: true }).waitFor();
  await visit(page, 'home');
  await page.reload();
  await page.waitForSelector('.screen-head');
  await visit(page, 'generate');
  await page.getByRole('heading', { name: 'Caught and missed' }).waitFor({ timeout: 120_000 });
}
