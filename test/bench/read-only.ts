// What DuckDB needs to read the files and nothing else: the baseline of `check`. Prints the seconds of the query itself.
import { tmpdir } from 'node:os';
import { z } from 'zod';
import { readLimits } from '../../core/base/limits.ts';
import { Duck } from '../../core/duck/duck.ts';
import { sql } from '../../core/sql/sql.ts';

await using duck = await Duck.open({ ...readLimits(process.env), spill: tmpdir() });
const started = performance.now();
for (const file of process.argv.slice(2)) {
  await duck.rows(sql`SELECT max(COLUMNS(*)) FROM read_parquet(${file})`, z.unknown());
}
process.stdout.write(`${(performance.now() - started) / 1000}\n`);
