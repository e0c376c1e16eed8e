// A run over a store whose writes fail now and then, as a process of its own that can be killed. Started by eio-kills.faults.test.ts.
import { z } from 'zod';
import { disturbedRun } from './failing-store.ts';
import { drawsOf } from './kill.ts';

const { workspace, source, scratchRoot, seed, share, when } = z
  .object({
    workspace: z.string(),
    source: z.string(),
    scratchRoot: z.string(),
    seed: z.number(),
    share: z.number(),
    when: z.enum(['before', 'after']),
  })
  .parse(JSON.parse(process.argv[2] ?? '{}'));
const draw = drawsOf(seed);
const host = { limits: { memory: 1024 ** 3, threads: 2 }, scratchRoot, now: () => new Date() };
await disturbedRun(host, workspace, source, { fails: () => draw() < share, when });
