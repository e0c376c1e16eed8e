import { useEffect } from 'react';
import { create } from 'zustand';
import type { ChosenSource } from '../host/files.ts';
import { go } from '../router/use-place.ts';

interface Arrived {
  readonly sources: readonly ChosenSource[];
  /** Leads to a new run with them. */
  readonly arrive: (sources: readonly ChosenSource[]) => void;
  readonly clear: () => void;
}

/** Files that no screen asked for: dropped anywhere on the window or on the icon, or given at start. They wait for the page of a new run. */
export const useArrived = create<Arrived>((set, get) => ({
  sources: [],
  arrive: (sources) => {
    if (sources.length === 0) return;
    set({ sources: [...get().sources, ...sources] });
    go({ screen: 'runs', item: 'new' });
  },
  clear: () => set({ sources: [] }),
}));

/** Hands over what arrived, now and while the caller is shown; `take` must stay the same. */
export function useTakeArrived(take: (sources: readonly ChosenSource[]) => void): void {
  const { sources, clear } = useArrived();
  useEffect(() => {
    if (sources.length === 0) return;
    clear();
    take(sources);
  }, [sources, clear, take]);
}
