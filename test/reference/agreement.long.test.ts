import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { fileDeliveries, laterDeliveries, type RandomDelivery } from './arbitraries.ts';
import { differencesOfFiles, loadResources, type Resources } from './both-verdicts.ts';
import type { Difference } from './differences.ts';
import { mutantDeliveries } from './one-cell-each.ts';

let resources: Resources;
beforeAll(async () => {
  resources = await loadResources();
});

const agree = [
  ['deliveries of files', fileDeliveries(20), 40],
  ['deliveries with a past and change feeds', laterDeliveries(20), 40],
  ['cells with a few characters edited', mutantDeliveries(1500), 10],
] as const;

/** Sampled, not shrunk: a difference names its row, and to see all of a run at once says more than the smallest one. */
describe.each(['csv', 'parquet'] as const)('the pipeline and the reference agree on %s files', (format) => {
  test.each(agree)('about %s', async (_, deliveries: fc.Arbitrary<RandomDelivery>, numRuns) => {
    const found: Difference[] = [];
    for (const delivery of fc.sample(deliveries, { seed: 20261124, numRuns })) {
      found.push(...(await differencesOfFiles(delivery, format, resources)));
    }
    expect(found).toEqual([]);
  });
});
