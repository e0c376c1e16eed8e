import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runGenerate } from '../../core/app/generate.ts';
import { score } from '../../core/app/score.ts';
import { TestHost } from './host.ts';

const sizes = {
  suppliers: 20,
  parts: 20,
  seed: 1,
  dirtyRate: 0.1,
  kindRates: {},
  logicalTime: new Date('2026-11-24'),
};

test("somebody's delivery is not replaced by generated files", async () => {
  await using here = await TestHost.open();
  await writeFile(join(here.folder, 'suppliers.csv'), 'theirs');
  const request = { ...sizes, tenants: ['acme'], format: 'parquet' as const, out: here.folder };
  await expect(runGenerate(here.host, request)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await readFile(join(here.folder, 'suppliers.csv'), 'utf8')).toBe('theirs');
});

test('generated files are replaced, also in another format', async () => {
  await using here = await TestHost.open();
  const out = join(here.folder, 'out');
  await runGenerate(here.host, { ...sizes, tenants: ['acme'], format: 'csv', out });
  await runGenerate(here.host, { ...sizes, tenants: ['acme'], format: 'parquet', out });
  expect(await score(here.host, { folder: out, tenant: 'acme' })).toMatchObject({
    recall: 1,
    falseAlarms: 0,
  });
});

test("a score against another tenant's ground truth is refused", async () => {
  await using here = await TestHost.open();
  const out = join(here.folder, 'out');
  await runGenerate(here.host, { ...sizes, tenants: ['acme'], format: 'csv', out });
  await expect(score(here.host, { folder: out, tenant: 'globex' })).rejects.toMatchObject({ code: 'USAGE' });
});
