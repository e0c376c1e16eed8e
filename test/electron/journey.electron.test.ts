import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { makeDemo, visit } from '../e2e/person.ts';
import { quayside } from '../e2e/quayside.ts';
import { type Application, ground, startApplication } from './application.ts';
import { endProcess } from '../runs/processes.ts';
import { enginesOf } from './application.ts';

/** The application as a person meets it, in a real Electron; each test goes on where the one before ended. */
describe.skipIf(ground() === undefined)('the first day in the desktop application', () => {
  let application: Application;
  let files = '';
  beforeAll(async () => {
    files = await mkdtemp(join(tmpdir(), 'quayside-journey-'));
    const size = ['--suppliers', '300', '--parts', '400'];
    await quayside('generate', '--tenant', 'initech', ...size, '--out', join(files, 'initech'));
    const large = ['--suppliers', '20000', '--parts', '40000', '--format', 'parquet'];
    await quayside('generate', '--tenant', 'harbour', ...large, '--out', join(files, 'harbour'));
    application = await startApplication();
    application.page.setDefaultTimeout(30_000);
  });
  afterAll(async () => {
    await application[Symbol.asyncDispose]();
    await rm(files, { recursive: true, force: true });
  });

  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail' || process.env['QUAYSIDE_SHOTS'] === undefined) return;
    await application.page.screenshot({
      path: join(process.env['QUAYSIDE_SHOTS'], `${task.name.slice(0, 40)}.png`),
    });
  });

  /** What the system's dialog gives from now on. */
  const choose = (...paths: readonly string[]): Promise<void> =>
    application.app.evaluate(
      ({ dialog }, filePaths) => {
        const answer = (): Promise<{ canceled: boolean; filePaths: string[] }> =>
          Promise.resolve({ canceled: false, filePaths });
        Reflect.set(dialog, 'showOpenDialog', answer);
      },
      [...paths],
    );

  const clickMenu = (label: string): Promise<void> =>
    application.app.evaluate(({ Menu }, wanted) => {
      const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
      items.find((item) => item.label === wanted)?.click();
    }, label);

  test('begins with an empty workspace and makes the demo', { timeout: 240_000 }, async () => {
    const { page } = application;
    await page.getByText('From a customer’s files to tables that can be trusted').waitFor();
    await makeDemo(page);
    await visit(page, 'home');
    const tenants = page.getByRole('table', { name: 'Tenants' });
    await tenants.getByText('Acme').waitFor();
    await expect.poll(() => tenants.getByText('published').count(), { timeout: 20_000 }).toBe(2);
  });

  test('takes files from the menu all the way', async () => {
    const { page } = application;
    await choose(join(files, 'initech', 'suppliers.csv'), join(files, 'initech', 'parts.csv'));
    await clickMenu('Open files…');
    await page.locator('.drop-files').getByText('parts.csv').waitFor();
    expect(await page.locator('.drop-files li').count()).toBe(2);
    await page.getByRole('textbox', { name: 'Tenant' }).fill('initech');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText(/^Initech, 700 rows: .*; nothing lost$/).waitFor();
  });

  test('a file dropped anywhere leads to a new run with it', async () => {
    const { page } = application;
    await visit(page, 'home');
    const devtools = await page.context().newCDPSession(page);
    const data = { items: [], files: [join(files, 'initech', 'suppliers.csv')], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await devtools.send('Input.dispatchDragEvent', { type, x: 600, y: 500, data });
    }
    await page.locator('.drop-files').getByText('suppliers.csv').waitFor();
    expect(page.url()).toContain('#/runs/new');
  });

  test('the rows in quarantine are looked through', async () => {
    const { page } = application;
    await visit(page, 'quarantine');
    const marked = page.locator('.ag-cell.cell-error').first();
    await marked.click();
    await page.keyboard.press('j');
    await page.getByText('The row as it came').waitFor();
    expect(await page.locator('.ag-cell-focus.cell-error').count()).toBe(1);
  });

  test('a query is answered', async () => {
    const { page } = application;
    await visit(page, 'tables?view=query');
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.type(
      "SELECT count(*) AS n FROM supply_chain.dim_suppliers_v1 WHERE tenant_id = 'initech'",
    );
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText(/^1 row in /).waitFor();
  });

  test('a tenant is rolled back', async () => {
    const { page } = application;
    const changed = join(files, 'changed');
    await quayside('generate', '--tenant', 'initech', '--suppliers', '50', '--seed', '9', '--out', changed);
    await quayside('run', '--workspace', application.workspace, '--tenant', 'initech', '--source', changed);
    await visit(page, 'tables/supply_chain.dim_suppliers_v1?view=snapshots');
    await page.getByRole('listbox', { name: 'Snapshots' }).getByRole('option').nth(1).click();
    await page.getByRole('button', { name: /^Take .* back to here/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Rows that go').waitFor();
    await dialog.getByRole('button', { name: /^Roll back/ }).click();
    await page.getByText('is as it was then').waitFor();
  });

  test('the journal is verified', async () => {
    const { page } = application;
    await visit(page, 'audit');
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText(/^Verified: [\d,]+ records and [\d,]+ files are what the journal says/).waitFor();
  });

  test('the engine killed during a run: the window says so, finds the new one, and the run ends', {
    timeout: 180_000,
  }, async () => {
    const { page, workspace } = application;
    await choose(join(files, 'harbour', 'suppliers.parquet'), join(files, 'harbour', 'parts.parquet'));
    await clickMenu('Open files…');
    await page.locator('.drop-files').getByText('parts.parquet').waitFor();
    await page.getByRole('textbox', { name: 'Tenant' }).fill('harbour');
    for (const name of ['suppliers.csv', 'parts.csv']) {
      const remove = page.getByRole('button', { name: `Leave out ${name}` });
      if ((await remove.count()) > 0) await remove.click();
    }
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('button', { name: 'Cancel run' }).waitFor();
    for (const engine of await enginesOf(workspace)) endProcess(engine);
    await page.getByText('The engine had ended and was started again').waitFor();
    await page.locator('.run-title').getByText('published').waitFor({ timeout: 120_000 });
  });

  test('a link opens its run', async () => {
    const { app, page } = application;
    const [run] = await runsOf(application.workspace);
    await visit(page, 'home');
    await app.evaluate(({ app: electron }, url) => {
      electron.emit('second-instance', {}, ['quayside', url], '/');
    }, `quayside://run/${run}`);
    await page.waitForFunction((id) => window.location.hash === `#/runs/${id}`, run);
    await page.locator('.run-title').waitFor();
  });

  test('menu and page agree on language and theme', async () => {
    const { app, page } = application;
    await visit(page, 'settings/appearance');
    await page.getByRole('radio', { name: 'Deutsch' }).click();
    const labels = (): Promise<string[]> =>
      app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label) ?? []);
    await expect.poll(labels).toEqual(['Datei', 'Bearbeiten', 'Ansicht', 'Hilfe']);
    await page.getByRole('radio', { name: 'English' }).click();
    await app.evaluate(({ Menu }) => {
      const view = Menu.getApplicationMenu()?.items[2]?.submenu?.items ?? [];
      const theme = view.find(({ label }) => label === 'Appearance')?.submenu?.items ?? [];
      theme.find(({ label }) => label === 'Dark')?.click();
    });
    await page.waitForFunction(() => document.documentElement.dataset['theme'] === 'dark');
    await page.getByRole('radio', { name: 'Dark', checked: true }).waitFor();
  });
});

async function runsOf(workspace: string): Promise<readonly string[]> {
  const document: { runs: { runId: string }[] } = JSON.parse(
    await quayside('runs', 'list', '--workspace', workspace, '--json'),
  );
  return document.runs.map(({ runId }) => runId);
}
