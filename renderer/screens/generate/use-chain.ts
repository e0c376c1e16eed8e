import { z } from 'zod';
import { create } from 'zustand';
import { useClient } from '../../client/context.ts';
import { remember } from '../../state/remembered.ts';
import { type Last, type Step, step } from './chain-steps.ts';
import { type GenerateForm, requestOf } from './form.ts';

const kept = remember('generate-chain', z.object({ step: step.nullable() }));

interface ChainState {
  readonly step: Step | null;
  /** What was last heard of the step that is on. */
  readonly last: Last | undefined;
  readonly error: unknown;
  readonly set: (step: Step | null, error?: unknown) => void;
  readonly hear: (last: Last) => void;
}

/** Where the chain is; kept, so that a reload goes on with it. `ChainDriver` takes it from step to step. */
export const useChainState = create<ChainState>((set) => ({
  step: kept.read()?.step ?? null,
  last: undefined,
  error: undefined,
  set: (next, error) => {
    set({ step: next, last: undefined, error });
    kept.write({ step: next });
  },
  hear: (last) => set({ last }),
}));

export type Chain = ReturnType<typeof useChain>;

/** Generate, then run each tenant's delivery, then score what arrived: how far it is, and how to start and stop it. */
export function useChain() {
  const client = useClient();
  const { step: now, last, error, set } = useChainState();
  return {
    step: now,
    last,
    error,
    isOn: now !== null && now.at !== 'done',
    start: (form: GenerateForm): void => {
      const logicalTime = new Date().toISOString();
      client.generate.start({ ...requestOf(form), logicalTime }).then(
        ({ jobId }) => set({ at: 'generating', jobId, logicalTime }),
        (failure: unknown) => set(null, failure),
      );
    },
    stop: () => {
      if (now?.at === 'generating') void client.jobs.cancel({ jobId: now.jobId });
      if (now?.at === 'running') for (const { runId } of now.runs) void client.runs.cancel({ runId });
      if (now?.at === 'scoring') for (const { jobId } of now.jobs) void client.jobs.cancel({ jobId });
      set(null);
    },
    close: () => set(null),
  };
}
