import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Archive } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Snapshot, TableSummary } from '../../../contracts/api/tables.ts';
import { useClient } from '../../client/context.ts';
import { useJob } from '../../client/use-job.ts';
import { Button } from '../../components/button.tsx';
import { CopyCommand } from '../../components/copy-command.tsx';
import { ErrorNotice, Loading, Notice } from '../../components/notice.tsx';
import { Panes } from '../../components/panes.tsx';
import { ProgressLine } from '../../components/progress-line.tsx';
import { useFormat } from '../../format/use-format.ts';
import { SnapshotDetails } from './snapshot-details.tsx';
import { SnapshotTimeline } from './snapshot-timeline.tsx';
import { useCommandLine } from '../../frame/use-command-line.ts';

/** The table's past: what each publication added and took, and the way back. */
export function SnapshotsView({ table }: { readonly table: TableSummary }) {
  const { t } = useTranslation('tables');
  const commandOf = useCommandLine();
  const client = useClient();
  const format = useFormat();
  const [chosen, setChosen] = useState<readonly Snapshot[]>([]);
  const list = useInfiniteQuery({
    queryKey: ['tables', 'snapshots', table.table, table.last?.snapshotId],
    queryFn: ({ pageParam, signal }) =>
      client.tables.snapshots({ table: table.table, offset: pageParam, limit: 200 }, { signal }),
    // A publication meanwhile must not take away what somebody has chosen or opened.
    placeholderData: keepPreviousData,
    initialPageParam: 0,
    getNextPageParam: ({ total }, pages) => {
      const loaded = pages.reduce((sum, page) => sum + page.snapshots.length, 0);
      return loaded < total ? loaded : null;
    },
  });
  const compact = useJob('compact', () => client.tables.compact({ table: table.table }));
  if (list.error !== null)
    return (
      <div className="tables-pad">
        <ErrorNotice error={list.error} retry={() => void list.refetch()} />
      </div>
    );
  if (list.data === undefined) return <Loading />;
  const snapshots = list.data.pages.flatMap((page) => page.snapshots);
  const compacted = compact.job?.outcome;
  const timeline = (
    <div className="tables-view">
      <div className="row tables-bar">
        <span className="soft grow">{t('snapshots.hint')}</span>
        <CopyCommand command={commandOf('tables', 'compact', table.table)} />
        <Button icon={Archive} isDisabled={compact.isOn} onPress={compact.start}>
          {t('snapshots.compact')}
        </Button>
      </div>
      {compact.isOn ? (
        <div className="tables-pad">
          <ProgressLine progress={compact.job?.progress} label={t('snapshots.compact')} />
        </div>
      ) : null}
      {compact.error === undefined || compact.error === null ? null : (
        <div className="tables-pad">
          <ErrorNotice error={compact.error} retry={compact.start} />
        </div>
      )}
      {compacted === undefined ? null : (
        <div className="tables-pad">
          <Notice
            tone="good"
            title={t(`snapshots.${compacted.status}`, {
              before: format.number(compacted.filesRemoved),
              after: format.number(compacted.filesAdded),
            })}
          />
        </div>
      )}
      <SnapshotTimeline snapshots={snapshots} chosen={chosen} onChoose={setChosen} />
      {list.hasNextPage ? (
        <div className="tables-pad">
          <Button isDisabled={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
            {t('snapshots.older')}
          </Button>
        </div>
      ) : null}
    </div>
  );
  return (
    <Panes
      name="snapshots"
      panes={[
        { name: 'timeline', content: timeline, label: t('views.snapshots') },
        {
          name: 'details',
          size: 400,
          least: 260,
          label: t('snapshots.details'),
          content: <SnapshotDetails table={table} chosen={chosen} />,
        },
      ]}
    />
  );
}
