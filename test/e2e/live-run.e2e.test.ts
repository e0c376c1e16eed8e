import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseFiles, visit } from './person.ts';
import { quayside } from './quayside.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  const size = ['--suppliers', '60000', '--parts', '60000', '--format', 'parquet'];
  await quayside('generate', '--tenant', 'harbour', ...size, '--out', join(stage.folder, 'harbour'));
}, 180_000);
afterAll(() => stage[Symbol.asyncDispose]());

/** Begins a run that takes some seconds. */
async function begin(tenant: string): Promise<void> {
  const { page, folder } = stage;
  await visit(page, 'runs/new');
  await chooseFiles(
    page,
    ['suppliers.parquet', 'parts.parquet'].map((name) => join(folder, 'harbour', name)),
  );
  await page.getByRole('textbox', { name: 'Tenant' }).fill(tenant);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('button', { name: 'Cancel run' }).waitFor();
}

describe('a run that is on', () => {
  it('is cancelled by its button, and nothing is published', async () => {
    const { page } = stage;
    await begin('harbour');
    await page.getByRole('button', { name: 'Cancel run' }).click();
    await page.locator('.run-title').getByText('cancelled').waitFor();
    expect(await page.locator('.flow').count()).toBe(0);
  });

  it('is found again with its stages after the window was loaded anew', async () => {
    const { page } = stage;
    await begin('harbour');
    await page.locator('.stages, .flow').first().waitFor();
    await page.reload();
    await page.getByText(/^Harbour, 120,000 rows: .*; nothing lost$/).waitFor({ timeout: 120_000 });
  });

  it('goes on when the engine is killed; the window finds the new engine by itself', async () => {
    const { page, served } = stage;
    await begin('harbour');
    killEngine(served.processId);
    await page.waitForFunction(() => document.querySelector('.jobs-button') !== null);
    await page
      .locator('.run-title')
      .getByText(/published|nothing changed/)
      .waitFor({ timeout: 120_000 });
  });
});

/** The host's child that has no worker's arguments. */
function killEngine(host: number): void {
  const children = execFileSync('pgrep', ['-P', String(host), '-f', 'engine'], { encoding: 'utf8' });
  const [engine] = children.trim().split('\n').map(Number);
  if (engine === undefined || Number.isNaN(engine)) throw new Error('the host has no engine');
  process.kill(engine, 'SIGKILL');
}
