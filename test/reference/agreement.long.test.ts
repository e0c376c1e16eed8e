import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { fileDeliveries, laterDeliveries } from './arbitraries.ts';
import { differencesOfFiles, loadResources, type Resources } from './both-verdicts.ts';
import { mutantDeliveries } from './one-cell-each.ts';

let resources: Resources;
beforeAll(async () => {
  resources = await loadResources();
});

const agree = [
  ['deliveries of files', fileDeliveries(20), 60],
  ['deliveries with a past and change feeds', laterDeliveries(20), 60],
  ['cells with a few characters edited', mutantDeliveries(1500), 15],
] as const;

describe.each(['csv', 'parquet'] as const)('the pipeline and the reference agree on %s files', (format) => {
  test.each(agree)('about %s', async (_, deliveries, numRuns) => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (delivery) => {
        expect(await differencesOfFiles(delivery, format, resources)).toEqual([]);
      }),
      { seed: 20261124, numRuns, interruptAfterTimeLimit: 600_000 },
    );
  });
});
