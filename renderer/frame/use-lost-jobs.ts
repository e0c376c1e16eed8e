import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Activity, JobKind } from '../../contracts/api/jobs.ts';
import { useClient } from '../client/context.ts';
import { faultOf } from '../client/fault-of.ts';
import { go } from '../router/use-place.ts';
import { useToasts } from '../state/toasts.ts';

/** Where a kind of work is begun. */
const screenOf: Readonly<Record<JobKind, string>> = {
  generate: 'generate',
  demo: 'home',
  score: 'generate',
  check: 'runs',
  plan: 'runs',
  compact: 'tables',
  rollback: 'tables',
  verify: 'audit',
  query: 'tables',
  export: 'tables',
  return: 'quarantine',
};

/**
 * Work of an engine ends with it. Where an engine died and its successor does not know what was on, a person is told what it was and
 * where it is begun again, whatever screen is shown.
 */
export function useLostJobs(activities: readonly Activity[]): void {
  const { t } = useTranslation();
  const client = useClient();
  const show = useToasts((toasts) => toasts.show);
  const before = useRef<ReadonlyMap<string, JobKind>>(new Map());
  useEffect(() => {
    const now = new Map(
      activities.flatMap((one) => (one.of === 'job' ? [[one.job.jobId, one.job.kind] as const] : [])),
    );
    const gone = [...before.current].filter(([jobId]) => !now.has(jobId));
    before.current = now;
    for (const [jobId, kind] of gone) {
      client.jobs.show({ jobId }).catch((error: unknown) => {
        if (faultOf(error).code !== 'JOB_NOT_FOUND') return;
        show({
          tone: 'error',
          text: t('line.lostJob', { name: t(`jobKind.${kind}`) }),
          action: { label: t('line.goThere'), run: () => go({ screen: screenOf[kind] }) },
        });
      });
    }
  }, [activities, client, show, t]);
}
