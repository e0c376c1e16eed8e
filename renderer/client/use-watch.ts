import { useEffect, useState } from 'react';
import { isAbort } from './fault-of.ts';
import { useLine } from './line.ts';

interface Watched<T> {
  readonly value: T | undefined;
  readonly error: unknown;
  /** The stream said that there is no more. */
  readonly ended: boolean;
}

type Open<T> = (signal: AbortSignal) => Promise<AsyncIterable<T>>;

/**
 * The last value of an event stream of the engine. After a lost connection it is opened again, and its first event is the last known
 * state, so nothing is missed. `key` names what is watched; null watches nothing.
 */
export function useWatch<T>(key: string | null, open: Open<T>): Watched<T> {
  const connections = useLine((line) => line.connections);
  const [watched, setWatched] = useState<Watched<T> & { readonly key: string | null }>({ ...nothing, key });
  useEffect(() => {
    if (key === null) return undefined;
    const stop = new AbortController();
    const follow = async (): Promise<void> => {
      try {
        for await (const value of await open(stop.signal)) {
          if (stop.signal.aborted) return;
          setWatched({ value, error: undefined, ended: false, key });
        }
        if (!stop.signal.aborted) setWatched((last) => ({ ...last, ended: true }));
      } catch (error) {
        const isLost = useLine.getState().state !== 'up';
        if (!stop.signal.aborted && !isAbort(error) && !isLost) {
          setWatched((last) => ({ ...last, error, ended: true, key }));
        }
      }
    };
    void follow();
    return () => stop.abort();
    // `open` is a new function at each drawing; `key` says whether it is about something else.
  }, [key, connections]);
  return watched.key === key ? watched : nothing;
}

const nothing = { value: undefined, error: undefined, ended: false } as const;
