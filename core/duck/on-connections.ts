import type { Duck } from './duck.ts';

export interface OnConnections {
  /** All at once, which takes more memory; else one after the other. */
  readonly atOnce: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does something for every item, at once each on a connection of its own. Results are in the order of the items. Ends when all have
 * ended, then throws the first failure, which interrupts the others.
 */
export async function onConnections<I, T>(
  duck: Duck,
  items: readonly I[],
  { atOnce, signal }: OnConnections,
  work: (own: Duck, item: I, signal: AbortSignal | undefined) => Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  if (!atOnce || items.length < 2) {
    for (const item of items) results.push(await work(duck, item, signal));
    return results;
  }
  const stop = new AbortController();
  const failures: unknown[] = [];
  const either = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const one = async (item: I, index: number): Promise<void> => {
    try {
      await using own = await duck.fork();
      results[index] = await work(own, item, either);
    } catch (cause) {
      failures.push(cause);
      stop.abort(cause);
    }
  };
  await Promise.all(items.map(one));
  if (failures.length > 0) throw failures[0];
  return results;
}
