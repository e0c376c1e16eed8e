import { useEffect } from 'react';
import { screens } from '../screens/index.ts';

/** Fetches the code of the other screens while nothing else is to be done, so that the first visit is as quick as any. */
export function usePrefetch(): void {
  useEffect(() => {
    const ids: number[] = [];
    const fetchAt = (index: number): void => {
      const screen = screens[index];
      if (screen === undefined) return;
      ids.push(
        requestIdleCallback(() => {
          screen.load().then(
            () => fetchAt(index + 1),
            () => undefined,
          );
        }),
      );
    };
    const timer = setTimeout(() => fetchAt(0), 1500);
    return () => {
      clearTimeout(timer);
      for (const id of ids) cancelIdleCallback(id);
    };
  }, []);
}
