import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Workspace } from '../../core/app/run-workspace.ts';
import { document } from '../cli/run.ts';
import { drawsOf, killAfter } from './kill.ts';
import { Prepared } from './prepared.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { expectSound } from './sound.ts';

/** How often in a row each command is killed before it may end. */
const plan =
  process.env['QUAYSIDE_FAULTS'] === 'full'
    ? { seeds: [1, 2, 3, 4, 5], kills: [1, 1, 1, 2, 1, 1, 1, 2, 1] }
    : { seeds: [1], kills: [1, 1, 2] };

/** Where the kills hit, for the figures at the end. */
const tally = new Map<string, number>();
const count = (what: string, times = 1): void => {
  tally.set(what, (tally.get(what) ?? 0) + times);
};

afterAll(() => {
  const lines = [...tally].toSorted(([a], [b]) => a.localeCompare(b));
  console.log(lines.map(([what, times]) => `${what}: ${times}`).join('\n'));
});

describe.each(plan.seeds)('seed %i', (seed) => {
  let prepared: Prepared;
  beforeAll(async () => {
    prepared = await Prepared.open(seed, { suppliers: 400, parts: 400 });
  });
  afterAll(() => prepared[Symbol.asyncDispose]());

  test.each(scenarios)(
    '$name, killed at any moment and started again, ends as if undisturbed',
    async (scenario) => {
      const args = scenario.command(prepared);
      await prepared.restore(scenario.upkeep);
      const before = await prepared.heads();
      const duration = await timed(args);
      expect(await prepared.heads()).not.toEqual(before);
      const calm = await prepared.content();
      expect(await prepared.faults()).toEqual([]);
      const draw = drawsOf(seed * 1000 + scenarios.indexOf(scenario));
      for (const [round, kills] of plan.kills.entries()) {
        await prepared.restore(scenario.upkeep);
        const moments = Array.from({ length: kills }, () => draw() * duration);
        for (const moment of moments) {
          const killed = await killAfter(args, moment);
          count(`${scenario.name}, ${killed ? await hit(prepared, before) : 'ended before the kill'}`);
        }
        const where = `killed after ${moments.map((moment) => moment.toFixed(0)).join(', then ')} of ${duration.toFixed(0)} ms`;
        // Every other time the doctor comes before anybody else.
        if (round % 2 === 1) await repairedAfter(scenario, prepared, where);
        await document(args);
        expect(await openIntents(prepared), where).toBe(0);
        await repairedAfter(scenario, prepared, where);
        expect(await prepared.content(), where).toEqual(calm);
        expect(await prepared.faults(), where).toEqual([]);
      }
    },
  );
});

/** What the doctor removes here must be missed by nobody. */
async function repairedAfter(
  { name }: Scenario,
  { host, workspace }: Prepared,
  where: string,
): Promise<void> {
  const { codes, files } = await expectSound(host, workspace, where);
  count(`${name}, files left by killed processes`, files);
  for (const code of codes) count(`doctor repaired ${code}`);
}

/** Milliseconds that a command takes when nothing is in its way. */
async function timed(args: ReturnType<Scenario['command']>): Promise<number> {
  const started = performance.now();
  await document(args);
  return performance.now() - started;
}

async function openIntents(prepared: Prepared): Promise<number> {
  await using workspace = await Workspace.open(prepared.host, prepared.workspace);
  return workspace.journal.openIntents().length;
}

/** How far the killed command was. */
async function hit(prepared: Prepared, before: Readonly<Record<string, string>>): Promise<string> {
  const swapped = JSON.stringify(await prepared.heads()) !== JSON.stringify(before);
  if ((await openIntents(prepared)) > 0)
    return swapped ? 'killed between commit and outcome' : 'killed between intent and commit';
  return swapped ? 'killed after the outcome' : 'killed before the intent';
}
