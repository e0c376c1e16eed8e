import type { RunState } from '../../../contracts/runs/state.ts';

const over: Record<RunState, boolean> = {
  queued: false,
  starting: false,
  running: false,
  cancelling: false,
  publishing: false,
  waiting: false,
  interrupted: false,
  failed: true,
  cancelled: true,
  published: true,
  unchanged: true,
};

/** Nothing more comes of it by itself. */
export const isOver = (state: RunState): boolean => over[state];
