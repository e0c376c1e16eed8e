import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch } from './browser.ts';
import { enter, generateAndScore, makeDemo, setTheme } from './person.ts';
import { show, views } from './screens.ts';
import { deliverAgain } from './quayside.ts';
import { serve } from './served.ts';
import { toWebp } from './webp.ts';

/** `npm run screenshots [name…]`: every screen, light and dark, in two sizes, into docs/screens. */

const out = join(import.meta.dirname, '..', '..', 'docs', 'screens');
const sizes = [
  { width: 1280, height: 800 },
  { width: 1024, height: 700 },
] as const;
const wanted = process.argv.slice(2);
const chosen = (name: string): boolean => wanted.length === 0 || wanted.includes(name);

const folder =
  process.env['QUAYSIDE_SCREENSHOTS_WORKSPACE'] ?? (await mkdtemp(join(tmpdir(), 'quayside-screens-')));
const workspace = join(folder, 'workshop');
await mkdir(out, { recursive: true });
const browser = await launch();
try {
  await using served = await serve(workspace);
  const page = await browser.newPage({ viewport: sizes[0] });
  const converter = await browser.newPage();
  const take = async (name: string, theme: 'light' | 'dark'): Promise<void> => {
    for (const size of sizes) {
      await page.setViewportSize(size);
      await page.waitForTimeout(250);
      const file = `${name}-${theme}-${size.width}.webp`;
      await writeFile(join(out, file), await toWebp(converter, await page.screenshot()));
      process.stdout.write(`${file}\n`);
    }
  };
  await enter(page, served.invitation);
  for (const theme of ['light', 'dark'] as const) {
    await setTheme(page, theme);
    const isEmpty = (await page.getByRole('button', { name: 'Generate a demo' }).count()) > 0;
    if (isEmpty && chosen('first-start')) await take('first-start', theme);
  }
  await makeDemo(page);
  await deliverAgain(workspace, 'tenant_acme', join(folder, 'second'));
  for (const theme of ['light', 'dark'] as const) {
    await setTheme(page, theme);
    for (const view of views.filter(({ name }) => chosen(name))) {
      await page.setViewportSize(sizes[0]);
      await show(page, view);
      await take(view.name, theme);
      await page.keyboard.press('Escape');
    }
  }
  if (chosen('generate-scored')) {
    await page.setViewportSize(sizes[0]);
    await generateAndScore(page, ['initech', 'umbrella']);
    for (const theme of ['light', 'dark'] as const) {
      await setTheme(page, theme);
      await take('generate-scored', theme);
    }
  }
} finally {
  await browser.close();
  if (process.env['QUAYSIDE_SCREENSHOTS_WORKSPACE'] === undefined)
    await rm(folder, { recursive: true, force: true });
}
