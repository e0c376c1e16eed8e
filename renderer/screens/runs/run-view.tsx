import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { isOver } from './run-states.ts';
import { useClient } from '../../client/context.ts';
import { useWatch } from '../../client/use-watch.ts';
import { ErrorNotice, Loading } from '../../components/notice.tsx';
import { Difference } from './difference.tsx';
import { Reasons } from './reasons.tsx';
import { RunActions } from './run-actions.tsx';
import { RunFolds } from './run-folds.tsx';
import { RunHead } from './run-head.tsx';
import { RunFlow } from './run-flow.tsx';
import { Stages } from './stages.tsx';

/** One run: how far it is, where its rows went, why some wait, what is different from last time. */
export function RunView({ runId }: { readonly runId: string }) {
  const { t } = useTranslation('runs');
  const client = useClient();
  const shown = useQuery({
    queryKey: ['run', runId],
    queryFn: ({ signal }) => client.runs.show({ runId }, { signal }),
  });
  const isLive = shown.data !== undefined && !isOver(shown.data.state);
  const watched = useWatch(isLive ? runId : null, (signal) => client.runs.watch({ runId }, { signal }));
  const run = watched.value ?? shown.data;
  if (run === undefined) {
    return (
      <div className="run-view">
        {shown.error === null ? (
          <Loading />
        ) : (
          <ErrorNotice error={shown.error} retry={() => void shown.refetch()} />
        )}
      </div>
    );
  }
  const hasRows = Object.keys(run.datasets).length > 0;
  return (
    <div className="run-view">
      <RunHead run={run} actions={<RunActions run={run} />} />
      {run.fault === undefined ? null : <ErrorNotice error={run.fault} />}
      {isOver(run.state) ? null : <Stages run={run} />}
      {hasRows ? <RunFlow run={run} /> : null}
      {hasRows && isOver(run.state) ? (
        <div className="run-columns">
          <Reasons runId={runId} tenant={run.tenant} />
          <Difference runId={runId} />
        </div>
      ) : null}
      <RunFolds run={run} label={t('folds')} />
    </div>
  );
}
