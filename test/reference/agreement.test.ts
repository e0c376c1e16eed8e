import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { fileDeliveries, type RandomDelivery } from './arbitraries.ts';
import { differencesOfFiles, loadResources, type Resources } from './both-verdicts.ts';
import { partCells, supplierCells } from './clean-rows.ts';
import { everyHostileCell } from './every-cell.ts';

let resources: Resources;
beforeAll(async () => {
  resources = await loadResources();
});

const [supplier] = fc.sample(supplierCells, { seed: 1, numRuns: 1 });
const [part] = fc.sample(partCells, { seed: 1, numRuns: 1 });

const everyCell: RandomDelivery = {
  suppliers: everyHostileCell('suppliers', supplier ?? {}, (ordinal) => ({
    supplier_id: `SUP-${ordinal}`,
    supplier_code: `S${200_000 + ordinal}`,
  })),
  parts: everyHostileCell('parts', part ?? {}, (ordinal) => ({
    part_id: `PART-${ordinal}`,
    part_number: `P-${200_000 + ordinal}`,
    default_supplier_id: 'SUP-1',
    qualified_supplier_ids: 'SUP-1',
  })),
  changeFeed: false,
  timezone: 'Europe/Berlin',
  silver: { suppliers: [], parts: [] },
  seen: { suppliers: [], parts: [] },
  severities: {},
};

describe.each(['csv', 'parquet'] as const)('the pipeline and the reference agree on %s files', (format) => {
  test('about every hostile value in every field', async () => {
    expect(await differencesOfFiles(everyCell, format, resources)).toEqual([]);
  });

  test('about random deliveries', async () => {
    await fc.assert(
      fc.asyncProperty(fileDeliveries(3), async (delivery) => {
        expect(await differencesOfFiles(delivery, format, resources)).toEqual([]);
      }),
      { seed: 20261124, numRuns: 5 },
    );
  });
});
