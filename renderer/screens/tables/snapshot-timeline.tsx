import { useTranslation } from 'react-i18next';
import { ListBox, ListBoxItem } from 'react-aria-components';
import type { Snapshot } from '../../../contracts/api/tables.ts';
import { When } from '../../components/figures.tsx';
import { Mark, TenantName } from '../../components/marks.tsx';
import { useFormat } from '../../format/use-format.ts';

interface SnapshotTimelineProps {
  readonly snapshots: readonly Snapshot[];
  readonly chosen: readonly Snapshot[];
  readonly onChoose: (chosen: readonly Snapshot[]) => void;
}

/** The newest on top. One is looked at; two (Ctrl, or Space on the second) are compared. */
export function SnapshotTimeline({ snapshots, chosen, onChoose }: SnapshotTimelineProps) {
  const { t } = useTranslation('tables');
  const format = useFormat();
  return (
    <ListBox
      aria-label={t('views.snapshots')}
      className="tables-timeline"
      selectionMode="multiple"
      selectionBehavior="replace"
      selectedKeys={chosen.map(({ snapshotId }) => snapshotId)}
      onSelectionChange={(keys) => {
        const kept = chosen.filter(({ snapshotId }) => keys !== 'all' && keys.has(snapshotId));
        const added = snapshots.filter(
          ({ snapshotId }) =>
            keys !== 'all' && keys.has(snapshotId) && !kept.some((one) => one.snapshotId === snapshotId),
        );
        onChoose([...kept, ...added].slice(-2));
      }}
    >
      {snapshots.map((snapshot) => (
        <ListBoxItem
          key={snapshot.snapshotId}
          id={snapshot.snapshotId}
          textValue={t(`purpose.${snapshot.purpose ?? 'other'}`)}
          className="tables-snapshot"
        >
          <span className={snapshot.current ? 'tables-dot tables-dot-now' : 'tables-dot'} aria-hidden />
          <span className="faint">
            <When time={snapshot.at} />
          </span>
          <span className="row clip">
            <span className="clip">{t(`purpose.${snapshot.purpose ?? 'other'}`)}</span>
            {snapshot.current ? <Mark tone="good" text={t('snapshots.now')} /> : null}
          </span>
          <span className="clip">
            {snapshot.tenant === null ? null : <TenantName tenant={snapshot.tenant} />}
          </span>
          <span className="num tables-delta">
            {snapshot.addedRows === 0 ? null : (
              <span className="tables-plus">+{format.short(snapshot.addedRows)}</span>
            )}
            {snapshot.deletedRows === 0 ? null : (
              <span className="tables-minus">−{format.short(snapshot.deletedRows)}</span>
            )}
          </span>
          <span className="num tables-rows">{format.short(snapshot.rows)}</span>
        </ListBoxItem>
      ))}
    </ListBox>
  );
}
