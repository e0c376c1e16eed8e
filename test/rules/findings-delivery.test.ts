import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportDelivery } from '../../core/app/delivery-report.ts';
import { onJudgedDelivery } from '../../core/app/pipeline.ts';
import { Duck } from '../../core/duck/duck.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quayside-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a delivered file with odd columns: each is named once, with the values as they came', async () => {
  const header =
    'part_id,part_number,description,category,default_supplier_id,unit_cost,moq,last_price_change';
  const lines = Array.from({ length: 40 }, (_, at) => {
    const price = 1021 + at * 37;
    const changed = at % 8 === 0 ? '01.01.1753' : '2026-01-02';
    return `M-${at},P-${100000 + at},Bolt,MECHANICAL,S-1, ${price} ,0,${changed}`;
  });
  const file = join(folder, 'parts.csv');
  await writeFile(file, `${[header, ...lines].join('\n')}\n`);
  await using duck = await Duck.open({ memory: 256 * 1024 ** 2, threads: 2, spill: folder });
  const request = {
    tenant: 'acme',
    sources: [file],
    asOf: new Date('2026-11-24T00:00:00Z'),
    extractedAt: new Date('2026-03-01T00:00:00Z'),
    timezone: 'UTC',
    dataSource: 'erp.parts',
  };
  const report = await onJudgedDelivery(duck, folder, { ...request, severities: {} }, {}, (read, judgement) =>
    reportDelivery(duck, read, judgement, request, {}),
  );
  expect(
    report.findings.map(({ finding, field, rows, examples }) => ({ finding, field, rows, examples })),
  ).toEqual([
    { finding: 'STALE_DELIVERY', field: undefined, rows: 40, examples: [] },
    { finding: 'UNKNOWN_ID_FORMAT', field: 'part_id', rows: 40, examples: ['M-0', 'M-1', 'M-10'] },
    { finding: 'SUSPECT_SCALE', field: 'unit_cost', rows: 36, examples: [' 1021 ', ' 1058 ', ' 1095 '] },
    { finding: 'MOSTLY_ZERO', field: 'moq', rows: 40, examples: ['0'] },
    { finding: 'SENTINEL', field: 'last_price_change', rows: 5, examples: ['01.01.1753'] },
  ]);
});
