import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const program = join(import.meta.dirname, '..', '..', 'core', 'cli', 'start.mjs');

/** A tenant's delivery as the command line generates it. */
export async function generateDelivery(folder: string, tenant: string, rows: number): Promise<string> {
  const out = join(folder, tenant);
  const size = ['--suppliers', String(Math.ceil(rows / 5)), '--parts', String(rows)];
  await promisify(execFile)(process.execPath, [
    program,
    'generate',
    '--tenant',
    tenant,
    '--out',
    out,
    ...size,
  ]);
  return out;
}
