/** `npm run resources`: builds resources/data from the installed packages and the tables in this folder. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildCodeLists } from './code-lists.ts';
import { writeCountryCells } from './country-cells.ts';
import { buildGeneration } from './generation.ts';
import { describeLicences } from './licences.ts';

const folder = fileURLToPath(new URL('../data/', import.meta.url));

await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'code-lists.json'), `${JSON.stringify(await buildCodeLists(), null, 1)}\n`);
await writeCountryCells(join(folder, 'country-cells.parquet'));
await writeFile(join(folder, 'LICENCES.md'), await describeLicences());
await buildGeneration();
