import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Job, JobKind } from '../../contracts/api/jobs.ts';
import { useClient } from './context.ts';
import { faultOf } from './fault-of.ts';
import { useWatch } from './use-watch.ts';

type JobOf<K extends JobKind> = Extract<Job, { readonly kind: K }>;

/**
 * Long work of the engine: `start` begins it, `job` is its present state with the outcome in the end, `error` why it failed. It goes on
 * without this component; `adopt` takes up one that is on already, for instance after a reload.
 */
export function useJob<K extends JobKind>(kind: K, begin: () => Promise<{ readonly jobId: string }>) {
  const client = useClient();
  const [jobId, setJobId] = useState<string | null>(null);
  const start = useMutation({ mutationFn: begin, onSuccess: (started) => setJobId(started.jobId) });
  const watched = useWatch(jobId, (signal) => client.jobs.watch({ jobId: jobId ?? '' }, { signal }));
  const job = isOf(watched.value, kind) ? watched.value : undefined;
  return {
    jobId,
    job,
    start: () => {
      setJobId(null);
      start.mutate();
    },
    adopt: setJobId,
    cancel: () => (jobId === null ? Promise.resolve() : client.jobs.cancel({ jobId }).then(() => undefined)),
    isOn:
      start.isPending ||
      (jobId !== null && watched.error === undefined && (job === undefined || job.state === 'on')),
    error:
      start.error ??
      (watched.error === undefined ? undefined : lostWithEngine(watched.error)) ??
      (job?.fault === undefined ? undefined : faultOf(job.fault)),
  };
}

/** An engine that does not know work that was watched came after the one that did it. */
function lostWithEngine(error: unknown): unknown {
  const fault = faultOf(error);
  return fault.code === 'JOB_NOT_FOUND'
    ? { ...fault, parameters: { ...fault.parameters, reason: 'engine' } }
    : error;
}

function isOf<K extends JobKind>(job: Job | undefined, kind: K): job is JobOf<K> {
  return job?.kind === kind;
}
