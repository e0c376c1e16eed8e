import { afterAll, describe, expect, test } from 'vitest';
import { Workspace } from '../../core/app/run-workspace.ts';
import { document } from '../cli/run.ts';
import { drawsOf, killAfter } from './kill.ts';
import { Prepared } from './prepared.ts';
import { scenarios } from './scenarios.ts';

const full = process.env['QUAYSIDE_FAULTS'] === 'full';
const seeds = full ? [1, 2, 3, 4] : [1];
const killsEach = full ? 11 : 4;
/** So many in a row are killed every fourth time. */
const inARow = 2;

/** Where kills hit, for the figures at the end. */
const tally = new Map<string, number>();
const count = (what: string): void => {
  tally.set(what, (tally.get(what) ?? 0) + 1);
};

afterAll(() => {
  console.log([...tally].map(([what, times]) => `${what}: ${times}`).join('\n'));
});

describe.each(seeds)('seed %i', (seed) => {
  test.each(scenarios)(
    '$name, killed at any moment and started again, ends as if undisturbed',
    async (scenario) => {
      await using prepared = await Prepared.open(seed);
      const before = await prepared.heads();
      const args = scenario.command(prepared);
      const started = performance.now();
      await document(args);
      const duration = performance.now() - started;
      const calm = await prepared.content();
      expect(await prepared.heads()).not.toEqual(before);
      expect(await prepared.faults()).toEqual([]);
      const draw = drawsOf(seed * 1000 + scenarios.indexOf(scenario));
      for (let kill = 0; kill < killsEach; kill += 1) {
        await prepared.restore();
        const moments = Array.from({ length: kill % 4 === 3 ? inARow : 1 }, () => draw() * duration);
        for (const moment of moments) {
          const killed = await killAfter(args, moment);
          count(`${scenario.name}, ${killed ? await hit(prepared, before) : 'ended before the kill'}`);
        }
        const where = `killed after ${moments.map((moment) => moment.toFixed(0)).join(', then ')} of ${duration.toFixed(0)} ms`;
        await document(args);
        expect(await prepared.content(), where).toEqual(calm);
        expect(await prepared.faults(), where).toEqual([]);
      }
    },
  );
});

/** How far the killed command was. */
async function hit(prepared: Prepared, before: Readonly<Record<string, string>>): Promise<string> {
  await using workspace = await Workspace.open(prepared.host, prepared.workspace);
  const swapped = JSON.stringify(await prepared.heads()) !== JSON.stringify(before);
  const open = workspace.journal.openIntents().length > 0;
  if (open) return swapped ? 'killed between commit and outcome' : 'killed between intent and commit';
  return swapped ? 'killed after the outcome' : 'killed before the intent';
}
