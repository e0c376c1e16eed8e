import { join } from 'node:path';
import { asOf, start } from './delivery.ts';
import { seconds, wholeProcess } from './measure.ts';

const names = Array.from({ length: 10 }, (_, index) => `tenant-${index}`);

/** Ten tenants of 40,000 rows: all at once, beside one run after another. */
export async function tenants(folder: string): Promise<string[]> {
  const source = join(folder, 'tenants');
  const sizes = [
    '--suppliers',
    '20000',
    '--parts',
    '20000',
    '--format',
    'parquet',
    '--as-of',
    asOf,
    '--out',
    source,
  ];
  await wholeProcess([start, 'generate', '--tenant', ...names, ...sizes]);
  const run = async (workspace: string, ...what: readonly string[]): Promise<number> =>
    (
      await wholeProcess([
        start,
        'run',
        ...what,
        '--as-of',
        asOf,
        '--workspace',
        join(folder, workspace),
        '--json',
      ])
    ).seconds;
  let alone = 0;
  for (const name of names)
    alone += await run('one-by-one', '--tenant', name, '--source', join(source, name));
  const atOnce = await run('at-once', '--all', '--source', source);
  return [
    `ten runs of 40,000 rows one after another, whole processes: ${seconds(alone)}`,
    `the same by run --all: ${seconds(atOnce)} (bound: the same)`,
  ];
}
