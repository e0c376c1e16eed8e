import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runGenerate } from '../../core/app/generate.ts';
import { score } from '../../core/app/score.ts';
import { TestHost } from './host.ts';

const sizes = [
  { suppliers: 40, parts: 60, dirtyRate: 0.3 },
  { suppliers: 1000, parts: 2500, dirtyRate: 0.06 },
  { suppliers: 12_000, parts: 9000, dirtyRate: 0.08 },
];

/** Every injected defect has its expected outcome and no other row is in quarantine. */
test.each(Array.from({ length: 24 }, (_, index) => index + 1))(
  'seed %i: nothing missed, no false alarm',
  async (seed) => {
    await using here = await TestHost.open();
    const size = sizes[seed % sizes.length];
    if (size === undefined) throw new Error('no size');
    const out = join(here.folder, 'out');
    const logicalTime = new Date(Date.UTC(2024, seed, seed, seed));
    await runGenerate(here.host, {
      ...size,
      tenants: ['acme'],
      seed,
      kindRates: {},
      format: seed % 2 === 0 ? 'csv' : 'parquet',
      out,
      logicalTime,
    });
    const result = await score(here.host, { folder: out, tenant: 'acme' });
    expect(result.asOf).toBe(logicalTime.toISOString());
    for (const [kind, { injected, caught }] of Object.entries(result.kinds))
      expect({ kind, caught }).toEqual({ kind, caught: injected });
    expect(result).toMatchObject({ recall: 1, precision: 1, falseAlarms: 0 });
    expect(Object.values(result.kinds).reduce((sum, { injected }) => sum + injected, 0)).toBeGreaterThan(0);
  },
);
