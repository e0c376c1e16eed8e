import { create } from 'zustand';

/**
 * Whether the engine can be spoken to. `lost`: it could, and is called again by itself; `refused`: it will not talk to this window (no
 * valid token), or died too often.
 */
export type LineState = 'connecting' | 'up' | 'lost' | 'refused';

interface Line {
  readonly state: LineState;
  /** Grows whenever a connection is made: what was being watched has to be asked for again. */
  readonly connections: number;
  readonly set: (state: LineState) => void;
}

export const useLine = create<Line>((set, get) => ({
  state: 'connecting',
  connections: 0,
  set: (state) => set({ state, connections: get().connections + (state === 'up' ? 1 : 0) }),
}));
