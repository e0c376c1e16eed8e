import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { planDirt } from '../../core/generate/dirt-plan.ts';
import { type GenerateRequest, generate } from '../../core/generate/generate.ts';
import { kinds, parseKindRates } from '../../core/generate/kinds.ts';
import { GenerateBench, logicalTime } from './bench.ts';

const request = { tenants: ['acme'], suppliers: 5, parts: 5, seed: 5, format: 'csv', logicalTime } as const;

test.each<[string, Partial<GenerateRequest>]>([
  ['no tenant', { tenants: [] }],
  ['a tenant that is no folder name', { tenants: ['../acme'] }],
  ['one tenant twice', { tenants: ['acme', 'ACME'] }],
  ['negative rows', { suppliers: -1 }],
  ['half a row', { parts: 1.5 }],
  ['more rows than there are numbers', { parts: 1_000_000_001 }],
  ['parts without suppliers', { suppliers: 0 }],
  ['a seed that is no whole number', { seed: 1.5 }],
  ['a rate above 1', { dirtyRate: 1.1 }],
  ['a rate that is no number', { dirtyRate: Number.NaN }],
  ['rates that add up to more than all rows', { kindRates: { type_noise: 0.7, tenant_leak: 0.7 } }],
  ['a time that is none', { logicalTime: new Date(Number.NaN) }],
  ['a time before there were files', { logicalTime: new Date('1970-01-01T00:00:00Z') }],
])('%s is refused before anything is written', async (_, change) => {
  await using bench = await GenerateBench.open();
  const out = join(bench.folder, 'out');
  await expect(generate(bench.duck, { ...request, ...change, out })).rejects.toMatchObject({ code: 'USAGE' });
  expect(await readdir(bench.folder)).not.toContain('out');
});

describe('rates of kinds', () => {
  test('are parsed by name', () => {
    expect(parseKindRates({ bogus_country: 0.02 })).toEqual({ bogus_country: 0.02 });
    expect(() => parseKindRates({ bogus: 0.02 })).toThrow(/bogus_country/);
    expect(() => parseKindRates({ toString: 0.02 })).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  test('sum up in the order of the kinds', () => {
    const plan = planDirt('suppliers', 0.5, { tenant_leak: 0.25 });
    expect(plan.kinds.map(({ kind }) => kind)).toEqual(Object.keys(kinds.suppliers));
    const shares = plan.kinds.map(
      ({ below }, index) => Number(below - (plan.kinds[index - 1]?.below ?? 0n)) / 2 ** 53,
    );
    plan.kinds.forEach(({ kind }, index) =>
      expect(shares[index]).toBeCloseTo(kind === 'tenant_leak' ? 0.25 : 0.05, 12),
    );
    expect(Number(plan.failing) / 2 ** 53).toBeCloseTo(0.55, 12);
    expect(Number(plan.dirty) / 2 ** 53).toBeCloseTo(0.7, 12);
  });

  test('that cover all rows leave none', () => {
    expect(planDirt('parts', 1, {}).dirty).toBe(2n ** 53n);
  });
});
