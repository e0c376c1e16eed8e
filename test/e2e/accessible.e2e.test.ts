import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDemo, setTheme } from './person.ts';
import { show, views } from './screens.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  await makeDemo(stage.page);
  await stage.page.evaluate(
    await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
  );
}, 240_000);
afterAll(() => stage[Symbol.asyncDispose]());

interface Found {
  readonly rule: string;
  readonly where: string;
}

/** Rules of WCAG 2.2 AA and best practices. */
const violations = (): Promise<readonly Found[]> =>
  stage.page.evaluate(async () => {
    const axe: { run: (context: Document) => Promise<AxeResult> } = Reflect.get(window, 'axe');
    const { violations: found } = await axe.run(document);
    return found.map(({ id, nodes }) => ({
      rule: id,
      where: nodes
        .slice(0, 3)
        .map(({ html }) => html.slice(0, 160))
        .join(' | '),
    }));
  });

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  beforeAll(() => setTheme(stage.page, theme));

  it.each(views.map((view) => [view.name, view] as const))(
    '%s has nothing that axe objects to',
    async (_, view) => {
      await show(stage.page, view);
      const found = await violations();
      await stage.page.keyboard.press('Escape');
      expect(found).toEqual([]);
    },
  );
});

describe('every screen', () => {
  it.each(views.filter(({ name }) => name !== 'palette').map((view) => [view.name, view] as const))(
    '%s keeps its title and its action in view at 200 % of a window of 1280 × 800',
    async (_, view) => {
      const { page } = stage;
      await show(page, view);
      await page.setViewportSize({ width: 640, height: 400 });
      const { width, scroll } = await page.evaluate(() => ({
        width: document.documentElement.clientWidth,
        scroll: document.documentElement.scrollWidth,
      }));
      expect(scroll).toBeLessThanOrEqual(width);
      const head = await page.locator('.screen-actions').last().boundingBox();
      expect((head?.x ?? 0) + (head?.width ?? 0)).toBeLessThanOrEqual(640);
      await page.setViewportSize({ width: 1280, height: 800 });
    },
  );

  it.each([
    ['h', 'Home'],
    ['g', 'Generate'],
    ['r', 'Runs'],
    ['q', 'Quarantine'],
    ['t', 'Tables'],
    ['a', 'Audit and lineage'],
    ['s', 'Settings'],
  ])('is reached by G and %s', async (key, title) => {
    const { page } = stage;
    await page.locator('#screen').focus();
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
  });
});
