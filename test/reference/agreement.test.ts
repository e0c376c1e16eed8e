import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { laterDeliveries } from './arbitraries.ts';
import { differencesOfFiles, loadResources, type Resources } from './both-verdicts.ts';
import { everyCell } from './one-cell-each.ts';

let resources: Resources;
beforeAll(async () => {
  resources = await loadResources();
});

describe.each(['csv', 'parquet'] as const)('the pipeline and the reference agree on %s files', (format) => {
  test('about every hostile value in every field', async () => {
    expect(await differencesOfFiles(everyCell, format, resources)).toEqual([]);
  });

  test('about random deliveries', async () => {
    for (const delivery of fc.sample(laterDeliveries(5), { seed: 20261124, numRuns: 4 })) {
      expect(await differencesOfFiles(delivery, format, resources)).toEqual([]);
    }
  });
});
