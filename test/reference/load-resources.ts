import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { CodeLists } from '../../contracts/data/code-lists.ts';
import type { Duck } from '../../core/duck/duck.ts';
import { sql } from '../../core/sql/sql.ts';

const resource = (name: string): string =>
  fileURLToPath(new URL(`../../resources/data/${name}`, import.meta.url));

/** The code lists as they are built; trusted to have their shape. */
export async function loadCodeLists(): Promise<CodeLists> {
  const lists = z.custom<CodeLists>(
    (value) => typeof value === 'object' && value !== null && 'countries' in value,
  );
  return lists.parse(JSON.parse(await readFile(resource('code-lists.json'), 'utf8')));
}

/** Country → its cells. */
export async function loadCells(duck: Duck): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const rows = await duck.rows(
    sql`SELECT country, list(cell) AS cells FROM read_parquet(${resource('country-cells.parquet')}) GROUP BY country`,
    z.object({ country: z.string(), cells: z.array(z.number()) }),
  );
  return new Map(rows.map(({ country, cells }) => [country, new Set(cells)]));
}
