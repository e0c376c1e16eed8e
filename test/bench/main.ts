// Benchmarks: `npm run bench` runs all, `npm run bench -- delivery scale` some. Ratios count within one run; the machine is noisy.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { delivery, memory, scale } from './delivery.ts';
import { quarantine } from './quarantine.ts';
import { run, second, write } from './silver.ts';
import { tenants } from './tenants.ts';

const benches: Readonly<Record<string, (folder: string) => Promise<string[]>>> = {
  delivery,
  run,
  second,
  write,
  tenants,
  quarantine,
  scale,
  memory,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  process.stderr.write(`Unknown: ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}\n`);
  process.exit(2);
}
const folder = await mkdtemp(join(tmpdir(), 'quayside-bench-'));
try {
  for (const [name, run] of Object.entries(benches)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    process.stdout.write(`\n${name}\n`);
    for (const line of await run(folder)) process.stdout.write(`  ${line}\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
