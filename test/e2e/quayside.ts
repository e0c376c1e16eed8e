import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const root = join(import.meta.dirname, '..', '..');
const start = join(root, 'core', 'cli', 'start.mjs');

/** The command line, as a script would call it. Its stdout. */
export async function quayside(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [start, ...args], {
    cwd: root,
    maxBuffer: 64 * 1024 ** 2,
  });
  return stdout;
}

/** The demo's suppliers and parts once more with less dirt: the same keys, some of their rows as they should have been. */
export async function deliverAgain(workspace: string, tenant: string, out: string): Promise<void> {
  const { runs } = listed.parse(
    JSON.parse(await quayside('runs', 'list', '--workspace', workspace, '--json')),
  );
  const asOf = runs.find((run) => run.tenant === tenant)?.request.asOf.time ?? '';
  const size = [
    '--suppliers',
    '5000',
    '--parts',
    '5000',
    '--seed',
    '1',
    '--as-of',
    asOf,
    '--format',
    'parquet',
  ];
  await quayside('generate', '--tenant', tenant, ...size, '--dirty', '0.03', '--out', out);
  await quayside('run', '--workspace', workspace, '--tenant', tenant, '--source', out, '--as-of', asOf);
}

const listed = z.object({
  runs: z.array(
    z.object({ tenant: z.string(), request: z.object({ asOf: z.object({ time: z.string() }) }) }),
  ),
});
