import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Snapshot } from '../../../contracts/api/tables.ts';
import { useClient } from '../../client/context.ts';
import { CopyCommand } from '../../components/copy-command.tsx';
import { When } from '../../components/figures.tsx';
import { ErrorNotice, Loading } from '../../components/notice.tsx';
import { useFormat } from '../../format/use-format.ts';
import { useCommandLine } from '../../frame/use-command-line.ts';

interface SnapshotDifferenceProps {
  readonly table: string;
  /** The older one. */
  readonly a: Snapshot;
  readonly b: Snapshot;
}

/** What came, went and changed between two snapshots, with examples. */
export function SnapshotDifference({ table, a, b }: SnapshotDifferenceProps) {
  const { t } = useTranslation('tables');
  const commandOf = useCommandLine();
  const client = useClient();
  const format = useFormat();
  const ids = { table, a: a.snapshotId, b: b.snapshotId };
  const difference = useQuery({
    queryKey: ['tables', 'diff', table, ids.a, ids.b],
    queryFn: ({ signal }) => client.tables.diff(ids, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (difference.error !== null)
    return (
      <div className="tables-pad">
        <ErrorNotice error={difference.error} retry={() => void difference.refetch()} />
      </div>
    );
  if (difference.data === undefined) return <Loading text={t('diff.comparing')} />;
  const { onlyInA, onlyInB, changed, examples } = difference.data;
  return (
    <section className="tables-details">
      <div className="row">
        <h2 className="grow">
          {t('diff.from')} <When time={a.at} /> {t('diff.to')} <When time={b.at} />
        </h2>
        <CopyCommand command={commandOf('tables', 'diff', table, ids.a, ids.b)} />
      </div>
      <dl className="tables-facts">
        <dt>{t('diff.came')}</dt>
        <dd className="num tables-plus">{format.number(onlyInB)}</dd>
        <dt>{t('diff.went')}</dt>
        <dd className="num tables-minus">{format.number(onlyInA)}</dd>
        <dt>{t('diff.changed')}</dt>
        <dd className="num">{format.number(changed)}</dd>
      </dl>
      {examples.length === 0 ? <p className="faint">{t('diff.same')}</p> : <h3>{t('diff.examples')}</h3>}
      <ul className="stack">
        {examples.map((example) => (
          <li key={`${example.difference} ${example.tenant} ${example.key}`} className="tables-example">
            <span className="row">
              <code className="clip grow">{example.key}</code>
              <span className="faint">{t(`diff.${example.difference}`)}</span>
            </span>
            {example.difference === 'changed' ? (
              <dl className="tables-facts">
                {Object.entries(example.columns).map(([column, value]) => (
                  <ChangedColumn key={column} column={column} before={value.a} after={value.b} />
                ))}
              </dl>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

interface ChangedColumnProps {
  readonly column: string;
  readonly before: string | null;
  readonly after: string | null;
}

function ChangedColumn({ column, before, after }: ChangedColumnProps) {
  const { t } = useTranslation();
  return (
    <>
      <dt>{column}</dt>
      <dd>
        <del>{before ?? t('grid.blank')}</del> <ins>{after ?? t('grid.blank')}</ins>
      </dd>
    </>
  );
}
