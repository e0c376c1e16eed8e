import { expect, test } from 'vitest';
import { type LoadedPage, PageStore } from '../../renderer/grid/page-store.ts';

interface Request {
  readonly page: number;
  readonly columns: readonly string[] | undefined;
  readonly signal: AbortSignal;
  readonly answer: () => Promise<void>;
}

/** A store over rows `{n, a, b}` of 100 pages of 10, whose requests are answered by hand. */
function stage() {
  const requests: Request[] = [];
  const state = {
    visible: [0, 5] as readonly [number, number],
    columns: undefined as readonly string[] | undefined,
    completed: 0,
  };
  const store = new PageStore({
    pageRows: 10,
    load: (page, columns, signal) => {
      const { promise, resolve } = Promise.withResolvers<LoadedPage>();
      const rows = Array.from({ length: 10 }, (_, index) =>
        Object.fromEntries(
          (columns ?? ['n', 'a', 'b']).map((name) => [name, name === 'n' ? page * 10 + index : name]),
        ),
      );
      const answer = async (): Promise<void> => {
        resolve({ rows, total: 1000 });
        await new Promise((rest) => setTimeout(rest));
      };
      requests.push({ page, columns, signal, answer });
      return promise;
    },
    visible: () => state.visible,
    columns: () => state.columns,
    completed: () => {
      state.completed += 1;
    },
  });
  const delivered = new Map<number, LoadedPage>();
  const want = (page: number): void =>
    store.want(page, { deliver: (loaded) => void delivered.set(page, loaded), fail: () => undefined });
  return { store, state, requests, delivered, want };
}

test('asks for what is in sight alone, then for what comes next', async () => {
  const { requests, want, delivered } = stage();
  want(0);
  expect(requests.map(({ page }) => page)).toEqual([0]);
  await requests[0]?.answer();
  expect(delivered.get(0)?.rows[3]).toEqual({ n: 3, a: 'a', b: 'b' });
  expect(requests.slice(1).map(({ page }) => page)).toEqual([1, 2, 3]);
  await requests[1]?.answer();
  want(1);
  expect(delivered.get(1)?.rows[0]?.['n']).toBe(10);
  expect(requests.filter(({ page }) => page === 1)).toHaveLength(1);
});

test('gives up what is out of sight after a leap, and serves it when it is seen again', async () => {
  const { store, state, requests, want, delivered } = stage();
  want(0);
  state.visible = [500, 505];
  want(50);
  expect(requests[0]?.signal.aborted).toBe(true);
  expect(requests[1]?.page).toBe(50);
  await requests[0]?.answer();
  expect(delivered.has(0)).toBe(false);
  await requests[1]?.answer();
  expect(delivered.has(50)).toBe(true);
  state.visible = [0, 5];
  store.look();
  const again = requests.findLast(({ page }) => page === 0);
  expect(again?.signal.aborted).toBe(false);
  await again?.answer();
  expect(delivered.get(0)?.rows).toHaveLength(10);
});

test('goes up before it goes down where somebody scrolls up', async () => {
  const { store, state, requests, want } = stage();
  state.visible = [500, 505];
  want(50);
  state.visible = [490, 495];
  want(49);
  await requests.at(-1)?.answer();
  store.look();
  expect(requests.slice(-2).map(({ page }) => page)).toEqual([48, 47]);
});

test('columns that come into sight are put into the rows that are there', async () => {
  const { store, state, requests, want, delivered } = stage();
  state.columns = ['n'];
  want(0);
  await requests[0]?.answer();
  const row = delivered.get(0)?.rows[0];
  expect(row).toEqual({ n: 0 });
  state.columns = ['n', 'b'];
  store.look();
  const more = requests.findLast(({ page }) => page === 0);
  expect(more?.columns).toEqual(['n', 'b']);
  await more?.answer();
  expect(row).toEqual({ n: 0, b: 'b' });
  expect(state.completed).toBe(1);
});

test('a request that fails tells who waits, and is made again when asked for', async () => {
  let failures = 0;
  const store = new PageStore({
    pageRows: 10,
    load: () => Promise.reject(new Error('no line')),
    visible: () => [0, 5],
    columns: () => undefined,
    completed: () => undefined,
  });
  const wanted = { deliver: () => undefined, fail: () => void (failures += 1) };
  store.want(0, wanted);
  await expect.poll(() => failures).toBe(1);
  store.want(0, wanted);
  await expect.poll(() => failures).toBe(2);
});
