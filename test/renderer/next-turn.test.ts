import { expect, test } from 'vitest';
import { nextTurn } from '../../renderer/screens/quarantine/desk/next-turn.ts';

const at = (minute: number): string => `2026-11-24T02:0${minute}:00.000Z`;
const operation = (operationId: string, minute: number, ...turned: readonly number[]) => ({
  operationId,
  at: at(minute),
  counts: turned.length % 2 === 0,
  turns: turned.map((when, index) => ({
    action: index % 2 === 0 ? ('undo' as const) : ('redo' as const),
    at: at(when),
    person: 'p',
    reason: null,
  })),
});

test('the last that counts is undone, one after the other', () => {
  const [a, b, c] = [operation('a', 1), operation('b', 2), operation('c', 3)];
  expect(nextTurn([c, b, a], 'undo')).toBe(c);
  expect(nextTurn([operation('c', 3, 4), b, a], 'undo')).toBe(b);
  expect(nextTurn([operation('a', 1, 4)], 'undo')).toBeUndefined();
});

test('they are done again in the order in which they had been done', () => {
  const [b, c] = [operation('b', 2, 5), operation('c', 3, 4)];
  expect(nextTurn([c, b, operation('a', 1)], 'redo')).toBe(b);
  expect(nextTurn([c, operation('b', 2, 5, 6), operation('a', 1)], 'redo')).toBe(c);
});

test('what was undone before something new was done is for the history', () => {
  expect(nextTurn([operation('c', 5), operation('b', 2, 4)], 'redo')).toBeUndefined();
  expect(nextTurn([], 'redo')).toBeUndefined();
});
