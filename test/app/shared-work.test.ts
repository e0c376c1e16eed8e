import { expect, test } from 'vitest';
import { SharedWork } from '../../core/app/shared-work.ts';

function work() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let given: AbortSignal | undefined;
  const shared = new SharedWork((signal) => {
    given = signal;
    signal.addEventListener('abort', () => reject(signal.reason));
    return promise;
  });
  return { shared, resolve, isStopped: () => given?.aborted === true };
}

test('goes on while one of two waits, and both that stay get what it ends with', async () => {
  const { shared, resolve, isStopped } = work();
  const stop = new AbortController();
  const gone = shared.wait(stop.signal);
  const stays = shared.wait(new AbortController().signal);
  stop.abort();
  await expect(gone).rejects.toThrow('aborted');
  expect(isStopped()).toBe(false);
  resolve('rows');
  expect(await stays).toBe('rows');
  expect(shared.value).toBe('rows');
  expect(await shared.wait()).toBe('rows');
});

test('is given up with the last that waits, and says so', async () => {
  const { shared, isStopped } = work();
  const stops = [new AbortController(), new AbortController()];
  const waits = stops.map(({ signal }) => shared.wait(signal));
  for (const stop of stops) stop.abort();
  await Promise.all(waits.map((wait) => expect(wait).rejects.toThrow('aborted')));
  expect(isStopped()).toBe(true);
  expect(shared.isGivenUp).toBe(true);
  expect(shared.value).toBeUndefined();
});

test('who waits without a signal keeps it going', async () => {
  const { shared, resolve, isStopped } = work();
  const stop = new AbortController();
  const quiet = shared.wait();
  const gone = shared.wait(stop.signal);
  stop.abort();
  await expect(gone).rejects.toThrow('aborted');
  expect(isStopped()).toBe(false);
  resolve('rows');
  expect(await quiet).toBe('rows');
});
