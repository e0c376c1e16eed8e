// `npm run soak` (`-- --minutes N --seed S`): random operations of three long-living processes on one workspace, beside commands that are
// killed. A fourth role checks all the while that the workspace holds what it must. Ends with 1 where it does not.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { QuaysideError } from '../../core/base/errors.ts';
import { drawsOf } from '../faults/kill.ts';
import { checkTenant } from './check.ts';
import { soakTenants } from './deliveries.ts';
import { checkEnd, checkWhole } from './end.ts';
import { growthOf } from './growth.ts';
import { Operators } from './operators.ts';
import { Replay } from './replay.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
if (!(minutes > 0) || !Number.isInteger(seed)) {
  process.stderr.write('Usage: npm run soak -- [--minutes N] [--seed S] [--keep]\n');
  process.exit(2);
}

/** Faults, of all that there are. */
const shown = 12;
const folder = await mkdtemp(join(tmpdir(), 'quayside-soak-'));
const workspace = join(folder, 'workspace');
const scratchRoot = join(folder, 'scratch');
await mkdir(workspace);
await mkdir(scratchRoot);
const removes = { fullDelivery: { removes: true, maxShare: 0.5 } };
// Upkeep after runs is due often.
const upkeep = { smallFiles: 8, keepSnapshots: 30, maxSnapshotAgeDays: 0 };
const settings = { tenants: { ant: removes, eel: removes }, upkeep };
await writeFile(join(workspace, 'settings.json'), JSON.stringify(settings));
const host = {
  limits: { memory: 320 * 1024 ** 2, threads: 1 },
  scratchRoot,
  now: () => new Date(),
  leaseSeconds: 30,
};
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
print(`soak: ${minutes} minutes, seed ${seed}, in ${folder}`);

const began = performance.now();
const elapsed = (): number => (performance.now() - began) / 1000;
const operators = new Operators({ count: 3, seed, folder, workspace, scratchRoot });
const replays = soakTenants.map(({ name }) => new Replay(workspace, name));
const draw = drawsOf(seed);
const faults: string[] = [];
let checks = 0;
let printedAt = 0;
/** What breaks counts; that the check itself could not be made too, unless somebody was at the tenant all the while. */
const checked = async (work: () => Promise<readonly string[]>, mayWait = false): Promise<void> => {
  try {
    faults.push(...(await work()));
    checks += 1;
  } catch (cause) {
    if (mayWait && cause instanceof QuaysideError && cause.retryable) return;
    faults.push(`the check failed: ${String(cause instanceof Error ? cause.stack : cause)}`);
  }
};

// Ctrl-C ends it early, with a verdict on what there was.
let stopped = false;
process.once('SIGINT', () => {
  stopped = true;
});
while (elapsed() < minutes * 60 && faults.length === 0 && !stopped) {
  const replay = replays[Math.floor(draw() * replays.length)];
  if (replay !== undefined) await checked(() => checkTenant(host, workspace, replay, 20), true);
  faults.push(...operators.faults());
  if (elapsed() - printedAt >= 60) {
    printedAt = elapsed();
    await checked(() => checkWhole(host, workspace));
    print(
      `minute ${Math.round(printedAt / 60)}: ${operators.summary()}; ${checks} checks, ${runs()} runs followed`,
    );
  }
  await setTimeout(500 + draw() * 1500);
}
await operators.stop();
faults.push(...operators.faults());
for (const replay of replays) await checked(() => checkTenant(host, workspace, replay));
await checked(() => checkWhole(host, workspace));
await checked(() => checkEnd(host, workspace));

print('');
print(operators.table());
for (const [index, samples] of operators.samples.entries()) {
  const { rss, files, grows } = growthOf(samples);
  const trend = (name: string, { median, last, perHour }: typeof rss): string =>
    `${name} ${median.toFixed(0)} in the middle, ${last.toFixed(0)} at the end, ${perHour >= 0 ? '+' : ''}${perHour.toFixed(1)} per hour`;
  print(`process ${index + 1}: ${trend('MiB resident', rss)}; ${trend('open files', files)}`);
  if (grows) faults.push(`process ${index + 1} grows`);
}
print(`${checks} checks, ${runs()} runs followed, ${elapsed().toFixed(0)} s`);
await writeFile(join(folder, 'operations.ndjson'), operators.log());
if (faults.length === 0) {
  print('verdict: every invariant held');
  if (!values.keep) await rm(folder, { recursive: true, force: true });
} else {
  for (const fault of faults.slice(0, shown)) print(`BROKEN: ${fault}`);
  if (faults.length > shown) print(`and ${faults.length - shown} more`);
  print(
    `verdict: broken; again with: npm run soak -- --minutes ${minutes} --seed ${seed}; workspace and operations.ndjson stay in ${folder}`,
  );
  process.exitCode = 1;
}

function runs(): number {
  return replays.reduce((sum, replay) => sum + replay.runs, 0);
}
