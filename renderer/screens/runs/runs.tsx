import { ListPlus, Play, Plus } from 'lucide-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../client/context.ts';
import { Button } from '../../components/button.tsx';
import { Empty, ErrorNotice, Loading } from '../../components/notice.tsx';
import { Panes } from '../../components/panes.tsx';
import { ScreenHead } from '../../components/screen-head.tsx';
import { useFormat } from '../../format/use-format.ts';
import { go } from '../../router/use-place.ts';
import { useScope } from '../../state/scope.ts';
import type { ScreenProps } from '../index.ts';
import { NewRun } from './new-run.tsx';
import { RunAll } from './run-all.tsx';
import { RunList } from './run-list.tsx';
import { RunView } from './run-view.tsx';
import './runs.css';

/** Did it work, and where did the rows go? */
export default function Runs({ place }: ScreenProps) {
  const { t } = useTranslation('runs');
  const client = useClient();
  const format = useFormat();
  const [isAll, setAll] = useState(false);
  const tenant = useScope((scope) => scope.tenant);
  const list = useInfiniteQuery({
    queryKey: ['runs', tenant],
    queryFn: ({ signal, pageParam }) =>
      client.runs.list(
        {
          limit: 50,
          ...(tenant === null ? {} : { tenant }),
          ...(pageParam === '' ? {} : { after: pageParam }),
        },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
  const runs = list.data?.pages.flatMap((page) => page.runs) ?? [];
  const chosen = place.item === '' ? runs[0]?.runId : place.item;
  const failed = runs.filter(({ state }) => state === 'failed' || state === 'interrupted').length;
  return (
    <>
      <ScreenHead
        title={t('common:screens.runs')}
        facts={
          list.data === undefined
            ? null
            : [
                t('count', { count: runs.length, n: format.number(runs.length) }),
                ...(failed === 0 ? [] : [t('needing', { count: failed })]),
              ].join(' · ')
        }
        actions={
          <>
            <Button icon={ListPlus} onPress={() => setAll(true)}>
              {t('all.open')}
            </Button>
            <Button
              kind={chosen === undefined ? 'primary' : 'plain'}
              icon={Plus}
              onPress={() => go({ screen: 'runs', item: 'new' })}
            >
              {t('new')}
            </Button>
          </>
        }
      />
      {isAll ? <RunAll close={() => setAll(false)} /> : null}
      {list.error === null ? null : <ErrorNotice error={list.error} retry={() => void list.refetch()} />}
      {list.data === undefined && list.error === null ? <Loading /> : null}
      {place.item !== 'new' && list.data !== undefined && chosen === undefined ? (
        <Empty
          icon={Play}
          text={t('empty')}
          action={
            <Button kind="primary" onPress={() => go({ screen: 'runs', item: 'new' })}>
              {t('new')}
            </Button>
          }
        />
      ) : null}
      {list.data !== undefined && (chosen !== undefined || place.item === 'new') ? (
        <Panes
          name="runs"
          panes={[
            {
              name: 'list',
              label: t('list'),
              size: 284,
              least: 200,
              content: (
                <RunList
                  runs={runs}
                  chosen={chosen}
                  more={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
                />
              ),
            },
            {
              name: 'run',
              label: t('run'),
              content:
                place.item === 'new' ? (
                  <NewRun tenant={place.query['tenant'] ?? tenant ?? ''} />
                ) : (
                  <RunView key={chosen} runId={chosen ?? ''} />
                ),
            },
          ]}
        />
      ) : null}
    </>
  );
}
