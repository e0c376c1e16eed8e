import { mkdir, writeFile } from 'node:fs/promises';
import { contracts, datasetNames } from '../../../contracts/data/contracts.ts';
import { contractPage } from './page.ts';

/** `npm run docs:contracts`: writes docs/contracts/suppliers.md and parts.md from the contracts. */
const folder = new URL('../../../docs/contracts/', import.meta.url);
await mkdir(folder, { recursive: true });
for (const name of datasetNames) {
  await writeFile(new URL(`${name}.md`, folder), contractPage(contracts[name]));
}
