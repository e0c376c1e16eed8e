import { Activity as Activities, LoaderCircle, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components';
import type { Activity } from '../../contracts/api/jobs.ts';
import { useClient } from '../client/context.ts';
import { IconButton } from '../components/button.tsx';
import { TenantName } from '../components/marks.tsx';
import { ProgressLine } from '../components/progress-line.tsx';
import { formatPlace } from '../router/place.ts';

/** All that is on or waits, wherever it was started; each can be cancelled here. */
export function JobsPopover({ activities }: { readonly activities: readonly Activity[] }) {
  const { t } = useTranslation();
  const { length } = activities;
  return (
    <DialogTrigger>
      <Button className="scope-button jobs-button" data-busy={length > 0 || undefined}>
        {length > 0 ? <LoaderCircle size={14} aria-hidden /> : <Activities size={14} aria-hidden />}
        <span className="clip">{t('jobs.button', { count: length })}</span>
      </Button>
      <Popover className="popover" placement="bottom end">
        <Dialog className="jobs">
          <Heading slot="title" level={2}>
            {t('jobs.title')}
          </Heading>
          {length === 0 ? (
            <p className="soft">{t('jobs.empty')}</p>
          ) : (
            <ul className="stack">
              {activities.map((activity) => (
                <ActivityRow
                  key={activity.of === 'run' ? activity.runId : activity.job.jobId}
                  activity={activity}
                />
              ))}
            </ul>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function ActivityRow({ activity }: { readonly activity: Activity }) {
  const { t } = useTranslation();
  const client = useClient();
  const isRun = activity.of === 'run';
  const name = isRun ? t('keySearch.run') : t(`jobKind.${activity.job.kind}`);
  const { tenant, progress } = isRun ? activity : activity.job;
  const cancel = (): void =>
    void (isRun
      ? client.runs.cancel({ runId: activity.runId })
      : client.jobs.cancel({ jobId: activity.job.jobId }));
  return (
    <li className="activity">
      <div className="row">
        {isRun ? (
          <a className="activity-name" href={formatPlace({ screen: 'runs', item: activity.runId })}>
            {t('jobKind.run')}
          </a>
        ) : (
          <span className="activity-name">{name}</span>
        )}
        {tenant === null ? null : <TenantName tenant={tenant} />}
        <span className="grow clip faint">
          {isRun ? t(`runState.${activity.state}`) : activity.job.subject}
        </span>
        <IconButton icon={X} label={t('jobs.cancel', { name })} onPress={cancel} />
      </div>
      {isRun && activity.state === 'queued' ? null : <ProgressLine progress={progress} label={name} />}
    </li>
  );
}
