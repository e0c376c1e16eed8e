import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../client/context.ts';
import { useJob } from '../../client/use-job.ts';
import { useFormat } from '../../format/use-format.ts';
import { useFrame } from '../../frame/use-frame.ts';
import { useLayout } from '../../state/layout.ts';
import { useToasts } from '../../state/toasts.ts';

export type Demo = ReturnType<typeof useDemo>;

/** The demo, generated, run and scored; one that is on already is taken up, so that a reload loses nothing. */
export function useDemo() {
  const { t } = useTranslation('home');
  const client = useClient();
  const data = useQueryClient();
  const format = useFormat();
  const show = useToasts((toasts) => toasts.show);
  const demo = useJob('demo', () => client.demo.start({}));
  const { adopt, jobId } = demo;
  const known = useQuery({
    queryKey: ['jobs', 'demo'],
    queryFn: ({ signal }) => client.jobs.list({}, { signal }),
    staleTime: 0,
  });
  const already = known.data?.jobs.find(({ kind, state }) => kind === 'demo' && state === 'on')?.jobId;
  useEffect(() => {
    if (jobId === null && already !== undefined) adopt(already);
  }, [jobId, already, adopt]);
  const { outcome, state } = demo.job ?? {};
  useEffect(() => {
    if (state !== 'done' || outcome === undefined) return;
    const caught = outcome.tenants.flatMap(({ score }) => Object.values(score.kinds));
    const sum = (of: 'caught' | 'injected'): number => caught.reduce((all, kind) => all + kind[of], 0);
    show({
      tone: 'good',
      text: t('first.done', {
        tenants: outcome.tenants.length,
        time: format.duration(outcome.seconds),
        caught: format.number(sum('caught')),
        injected: format.number(sum('injected')),
      }),
    });
    void data.invalidateQueries();
    if (!useLayout.getState().tourSeen) useFrame.getState().open('tour');
  }, [state, outcome, data, show, t, format]);
  return demo;
}
