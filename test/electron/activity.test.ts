import { expect, test } from 'vitest';
import type { RunNow } from '../../contracts/shell/engine.ts';
import { noticesOf, taskBarShare } from '../../electron/main/activity.ts';
import { languageOf, wordsOf } from '../../electron/main/words.ts';
import de from '../../electron/main/words/de.json' with { type: 'json' };
import en from '../../electron/main/words/en.json' with { type: 'json' };

const run = (part: Partial<RunNow>): RunNow => ({
  runId: 'a',
  tenant: 'acme',
  state: 'running',
  seconds: 30,
  ...part,
});

test('the task bar shows the mean of the runs that are on', () => {
  expect(taskBarShare([])).toBe(-1);
  expect(taskBarShare([run({ state: 'queued' }), run({ state: 'failed' })])).toBe(-1);
  expect(taskBarShare([run({})])).toBe(2);
  expect(
    taskBarShare([run({ share: 0.2 }), run({ share: 0.6 }), run({ state: 'queued', share: 0 })]),
  ).toBeCloseTo(0.4);
});

test('the end of a run that took long is told, in the language of the person', () => {
  const before = [run({ seconds: 94 }), run({ runId: 'short', seconds: 3 }), run({ runId: 'on' })];
  const now = [
    run({ state: 'published', seconds: 95 }),
    run({ runId: 'short', state: 'published', seconds: 4 }),
    run({ runId: 'on' }),
    run({ runId: 'new', state: 'failed', seconds: 90 }),
  ];
  expect(noticesOf(before, now, wordsOf('en'))).toEqual([
    { runId: 'a', title: 'acme: published', body: 'After 1 min 35 s. Click to see it.' },
  ]);
  expect(noticesOf(before, now, wordsOf('de'))[0]?.title).toBe('acme: veröffentlicht');
});

test('both languages have every sentence, with the same places for values', () => {
  const places = (words: Record<string, string>): Record<string, string[]> =>
    Object.fromEntries(Object.entries(words).map(([key, text]) => [key, text.match(/\{\w+\}/g) ?? []]));
  expect(places(de)).toEqual(places(en));
  expect(languageOf('de-AT')).toBe('de');
  expect(languageOf('fr')).toBe('en');
});
