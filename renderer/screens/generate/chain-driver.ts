import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ApiClient } from '../../../contracts/api/index.ts';
import { useClient } from '../../client/context.ts';
import { useWatch } from '../../client/use-watch.ts';
import { isChainStepOver, type Last, nextStep, type Step } from './chain-steps.ts';
import { useChainState } from './use-chain.ts';

/** Takes the chain from step to step, whatever screen is shown. Stands once in the frame: two of them would begin each step twice. */
export function ChainDriver() {
  const client = useClient();
  const data = useQueryClient();
  const { step: now, set, hear } = useChainState();
  const isOn = now !== null && now.at !== 'done';
  const { value, error } = useWatch(isOn ? JSON.stringify(now) : null, (signal) =>
    Promise.resolve(look(client, now, signal)),
  );
  useEffect(() => {
    if (value !== undefined) hear(value);
  }, [value, hear]);
  const isOver = value !== undefined && isChainStepOver(value);
  useEffect(() => {
    if (now === null || value === undefined || !isOver) return;
    nextStep(client, now, value).then(
      (next) => {
        // Unless it was stopped meanwhile.
        if (useChainState.getState().step === now) set(next);
        void data.invalidateQueries();
      },
      (failure: unknown) => set(null, failure),
    );
    // Once per step: what it ends with does not change any more.
  }, [isOver]);
  useEffect(() => {
    if (error !== undefined) set(null, error);
  }, [error, set]);
  return null;
}

const pollMilliseconds = 400;

async function* look(client: ApiClient, now: Step | null, signal: AbortSignal): AsyncGenerator<Last> {
  while (now !== null && !signal.aborted) {
    const last = await lastOf(client, now);
    yield last;
    if (isChainStepOver(last)) return;
    await new Promise((resolve) => setTimeout(resolve, pollMilliseconds));
  }
}

async function lastOf(client: ApiClient, now: Step): Promise<Last> {
  switch (now.at) {
    case 'generating':
      return { jobs: [await client.jobs.show({ jobId: now.jobId })], runs: [] };
    case 'running':
      return { jobs: [], runs: await Promise.all(now.runs.map(({ runId }) => client.runs.show({ runId }))) };
    case 'scoring':
      return { jobs: await Promise.all(now.jobs.map(({ jobId }) => client.jobs.show({ jobId }))), runs: [] };
    case 'done':
      return { jobs: [], runs: [] };
  }
}
