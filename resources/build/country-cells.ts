import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duck } from '../../core/duck/duck.ts';
import { sql } from '../../core/sql/sql.ts';
import { readOutlines } from './country-cells-outlines.ts';
import { rasterise } from './country-cells-raster.ts';

/** How far from the outline a point still counts as in the country. */
const km = 50;

/**
 * Writes (country VARCHAR, cell INTEGER), sorted: the quarter-degree cells of every country's outline grown by 50 km. A country without
 * an outline has no rows. The same bytes every time for one version of DuckDB.
 */
export async function writeCountryCells(file: string): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'quayside-cells-'));
  try {
    const runs = join(scratch, 'runs.csv');
    await writeFile(runs, await describeRuns());
    await using duck = await Duck.open({ memory: 1024 ** 3, threads: 1, spill: scratch });
    await duck.run(sql`
      COPY (
        SELECT country, unnest(range(first, last + 1))::INTEGER AS cell
        FROM read_csv(${runs}, header = false, columns = {'country': 'VARCHAR', 'first': 'INTEGER', 'last': 'INTEGER'})
        ORDER BY country, cell
      ) TO ${file} (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, COMPRESSION_LEVEL 19)
    `);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** One line per run of consecutive cells: country, first, last. */
async function describeRuns(): Promise<string> {
  const lines: string[] = [];
  for (const [country, shapes] of await readOutlines()) {
    let first = -1;
    let last = -2;
    for (const cell of [...rasterise(shapes, km), Number.POSITIVE_INFINITY]) {
      if (cell === last + 1) {
        last = cell;
        continue;
      }
      if (first >= 0) lines.push(`${country},${first},${last}`);
      first = cell;
      last = cell;
    }
  }
  return `${lines.join('\n')}\n`;
}
