import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { z } from 'zod';
import { create } from 'zustand';
import { useClient } from '../../client/context.ts';
import { useWatch } from '../../client/use-watch.ts';
import { remember } from '../../state/remembered.ts';
import { type GenerateForm, requestOf } from './form.ts';
import { nextStep, type Step, step } from './chain-steps.ts';

const kept = remember('generate-chain', z.object({ step: step.nullable() }));

interface ChainState {
  readonly step: Step | null;
  readonly error: unknown;
  readonly set: (step: Step | null, error?: unknown) => void;
}

const useChainState = create<ChainState>((set) => ({
  step: kept.read()?.step ?? null,
  error: undefined,
  set: (next, error) => {
    set({ step: next, error });
    kept.write({ step: next });
  },
}));

export type Chain = ReturnType<typeof useChain>;

/**
 * Generate, then run each tenant's delivery, then score what arrived. The step that is on is kept, so that a reload goes on with it;
 * what the engine does meanwhile does not need this window.
 */
export function useChain() {
  const client = useClient();
  const data = useQueryClient();
  const { step: now, error, set } = useChainState();
  const watched = useWatch(now === null || now.at === 'done' ? null : JSON.stringify(now), (signal) =>
    watchStep(client, now, signal),
  );
  const { value } = watched;
  useEffect(() => {
    if (now === null || value === undefined || !value.isOver) return;
    nextStep(client, now, value.last).then(
      (next) => {
        set(next);
        void data.invalidateQueries();
      },
      (failure: unknown) => set(null, failure),
    );
  }, [value?.isOver]);
  const start = (form: GenerateForm): void => {
    const logicalTime = new Date().toISOString();
    client.generate.start({ ...requestOf(form), logicalTime }).then(
      ({ jobId }) => set({ at: 'generating', jobId, logicalTime }),
      (failure: unknown) => set(null, failure),
    );
  };
  return {
    step: now,
    last: value?.last,
    error: error ?? watched.error,
    isOn: now !== null && now.at !== 'done',
    start,
    stop: () => {
      if (now?.at === 'generating') void client.jobs.cancel({ jobId: now.jobId });
      if (now?.at === 'running') for (const { runId } of now.runs) void client.runs.cancel({ runId });
      if (now?.at === 'scoring') for (const { jobId } of now.jobs) void client.jobs.cancel({ jobId });
      set(null);
    },
    close: () => set(null),
  };
}

type Client = ReturnType<typeof useClient>;
export interface Seen {
  readonly isOver: boolean;
  readonly last: Last;
}
type Last = Awaited<ReturnType<typeof lastOf>>;

const lastOf = async (client: Client, now: Step) => {
  if (now.at === 'generating')
    return { at: now.at, jobs: [await client.jobs.show({ jobId: now.jobId })] } as const;
  if (now.at === 'running')
    return {
      at: now.at,
      runs: await Promise.all(now.runs.map(({ runId }) => client.runs.show({ runId }))),
    } as const;
  if (now.at === 'scoring')
    return {
      at: now.at,
      jobs: await Promise.all(now.jobs.map(({ jobId }) => client.jobs.show({ jobId }))),
    } as const;
  return { at: now.at } as const;
};

const pollMilliseconds = 400;

async function watchStep(
  client: Client,
  now: Step | null,
  signal: AbortSignal,
): Promise<AsyncIterable<Seen>> {
  async function* look(): AsyncGenerator<Seen> {
    if (now === null) return;
    for (;;) {
      const last = await lastOf(client, now);
      const isOver =
        last.at === 'running'
          ? last.runs.every(({ state }) => ['failed', 'cancelled', 'published', 'unchanged'].includes(state))
          : last.at === 'done' || last.jobs.every(({ state }) => state !== 'on');
      yield { isOver, last };
      if (isOver || signal.aborted) return;
      await new Promise((resolve) => setTimeout(resolve, pollMilliseconds));
    }
  }
  return look();
}
