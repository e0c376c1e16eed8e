import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CodeLists } from '../../contracts/data/code-lists.ts';

/** Where the built resources lie beside the sources; packaged programs pass their own folder. */
const resources = new URL('../../resources/data/', import.meta.url);

/**
 * The code lists of `npm run resources`. Trusted: they are our own build's, and its tests parse every field. A few milliseconds.
 */
export async function loadCodeLists(folder = fileURLToPath(resources)): Promise<CodeLists> {
  return JSON.parse(await readFile(join(folder, 'code-lists.json'), 'utf8')) as CodeLists;
}

/**
 * Path of the Parquet file (country VARCHAR, cell INTEGER) with the quarter-degree cells of every country's outline grown by 50 km:
 * cell = least(floor((lat + 90) * 4), 719) * 1440 + least(floor((lon + 180) * 4), 1439). A country without rows has no known outline.
 */
export function countryCellsPath(folder = fileURLToPath(resources)): string {
  return join(folder, 'country-cells.parquet');
}
