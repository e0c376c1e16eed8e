import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { countryCellsPath } from '../../core/contract/code-lists.ts';
import { writeCountryCells } from '../../resources/build/country-cells.ts';

test('the committed country cells are what npm run resources builds, byte for byte', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quayside-test-'));
  try {
    await writeCountryCells(join(folder, 'cells.parquet'));
    expect(await readFile(join(folder, 'cells.parquet'))).toEqual(await readFile(countryCellsPath()));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
