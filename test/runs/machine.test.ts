import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type RunState, runStates } from '../../contracts/runs/state.ts';
import { isActive, isOver, isPending, type RunEvent, runEvents, stepOf } from '../../core/runs/machine.ts';

const states = fc.constantFrom(...runStates);
const events = fc.constantFrom(...runEvents);
const next = (state: RunState, event: RunEvent): RunState => {
  const step = stepOf(state, event);
  return step === 'ignore' || step === 'refuse' ? state : step;
};

test('every state has a step for every event, and the README shows the same table', async () => {
  const readme = await readFile(join(import.meta.dirname, '../../core/runs/README.md'), 'utf8');
  const shown = readme
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter(([first]) => runStates.some((state) => state === first) || first === 'state');
  const [head, ...rows] = shown;
  expect(head).toEqual(['state', ...runEvents]);
  expect(rows).toEqual(
    runStates.map((state) => [
      state,
      ...runEvents.map(
        (event) => ({ ignore: '·', refuse: 'no' })[String(stepOf(state, event))] ?? stepOf(state, event),
      ),
    ]),
  );
});

test('every state is one of active, pending, over', () => {
  for (const state of runStates) {
    expect([isActive(state), isPending(state), isOver(state)].filter(Boolean)).toHaveLength(1);
  }
});

test('what is published or unchanged stays so, whatever happens', () => {
  fc.assert(
    fc.property(fc.constantFrom<RunState>('published', 'unchanged'), fc.array(events), (state, happened) => {
      expect(happened.reduce(next, state)).toBe(state);
    }),
  );
});

test('from any state some run of events leads to an end, and none without a person leaves it again, but for what was interrupted', () => {
  const persons = ['resume', 'retry', 'cancel', 'revive'];
  for (const state of runStates) {
    const reached = new Set<RunState>([state]);
    for (const one of reached) for (const event of runEvents) reached.add(next(one, event));
    expect([...reached].some(isOver)).toBe(true);
  }
  fc.assert(
    fc.property(states.filter(isOver), events, (state, event) => {
      fc.pre(!persons.includes(event));
      expect(isOver(next(state, event))).toBe(true);
    }),
  );
});

test('a cancelled run never begins again by itself, and one that publishes is not cancelled by asking', () => {
  fc.assert(
    fc.property(fc.array(events.filter((event) => event !== 'retry')), (happened) => {
      expect(happened.reduce(next, 'cancelled' as RunState)).toBe('cancelled');
    }),
  );
  expect(next('publishing', 'cancel')).toBe('publishing');
  expect(next('cancelling', 'publish')).toBe('publishing');
});

test('only an engine that claims it makes a pending run active', () => {
  // All of them: there are so few that random ones are rarely of the kind.
  const steps = runStates
    .filter((state) => !isActive(state))
    .flatMap((state) => runEvents.map((event) => ({ state, event })))
    .filter(({ state, event }) => isActive(next(state, event)));
  expect(steps.length).toBeGreaterThan(0);
  for (const { state, event } of steps) expect([event, isPending(state)]).toEqual(['claim', true]);
});

test('a process that dies leaves no run active', () => {
  for (const state of runStates.filter(isActive))
    expect(next(state, 'lose')).toBe(state === 'cancelling' ? 'cancelled' : 'interrupted');
});
