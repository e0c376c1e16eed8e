import { expect, test } from 'vitest';
import { placeWindow } from '../../electron/main/window-bounds.ts';

const first = { x: 0, y: 25, width: 1920, height: 1055 };
const second = { x: 1920, y: 0, width: 1280, height: 1024 };

test('at first it is in the middle of the first display, no larger than that', () => {
  expect(placeWindow(undefined, [first])).toEqual({ x: 320, y: 152, width: 1280, height: 800 });
  expect(placeWindow(undefined, [{ x: 0, y: 0, width: 1024, height: 700 }])).toEqual({
    x: 0,
    y: 0,
    width: 1024,
    height: 700,
  });
});

test('it opens where it was while that can be reached, on any display', () => {
  const last = { x: 2000, y: 100, width: 1100, height: 800 };
  expect(placeWindow(last, [first, second])).toEqual(last);
});

test('the display it was on is gone: back to the first', () => {
  const last = { x: 2000, y: 100, width: 1100, height: 800 };
  expect(placeWindow(last, [first])).toMatchObject({ x: 320, y: 152 });
  expect(placeWindow({ ...last, x: 100, y: -500 }, [first])).toMatchObject({ x: 320, y: 152 });
});

test('never smaller than its screens are made for', () => {
  expect(placeWindow({ x: 10, y: 30, width: 200, height: 100 }, [first])).toEqual({
    x: 10,
    y: 30,
    width: 1024,
    height: 700,
  });
});
