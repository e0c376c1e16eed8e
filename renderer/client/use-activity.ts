import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Activity } from '../../contracts/api/jobs.ts';
import { useClient } from './context.ts';
import { useWatch } from './use-watch.ts';

const none: readonly Activity[] = [];
const keyOf = (activity: Activity): string => (activity.of === 'run' ? activity.runId : activity.job.jobId);

/** What is on or waits in the workspace. When something ends, what the screens show is asked for again. */
export function useActivity(): readonly Activity[] {
  const client = useClient();
  const data = useQueryClient();
  const { value } = useWatch('activity', (signal) => client.jobs.activity({}, { signal }));
  const activities = value?.activities ?? none;
  const before = useRef<readonly string[]>([]);
  const states = activities.map((one) => (one.of === 'run' ? `${one.runId} ${one.state}` : '')).join();
  useEffect(() => {
    void data.invalidateQueries({ queryKey: ['runs'] });
  }, [states, data]);
  useEffect(() => {
    const now = activities.map(keyOf);
    const ended = before.current.some((key) => !now.includes(key));
    before.current = now;
    if (ended) void data.invalidateQueries();
  }, [activities, data]);
  return activities;
}
