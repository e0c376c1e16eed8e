// A run whose process is killed just before a write of the store, by its number. Started by doctor.faults.test.ts.
import { z } from 'zod';
import { disturbedRun } from './failing-store.ts';

const { workspace, source, scratchRoot, at } = z
  .object({ workspace: z.string(), source: z.string(), scratchRoot: z.string(), at: z.number() })
  .parse(JSON.parse(process.argv[2] ?? '{}'));
const host = { limits: { memory: 1024 ** 3, threads: 2 }, scratchRoot, now: () => new Date() };
const { writes } = await disturbedRun(host, workspace, source, {
  when: 'before',
  fails: (write) => write === at && process.kill(process.pid, 'SIGKILL'),
});
console.log(writes);
