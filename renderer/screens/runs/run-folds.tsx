import { useTranslation } from 'react-i18next';
import type { RunDetail } from '../../../contracts/api/runs.ts';
import { Fold } from '../../components/fold.tsx';
import { Id, Num } from '../../components/figures.tsx';
import { PlainTable } from '../../components/plain-table.tsx';
import { baseName } from '../../format/ids.ts';
import { useFormat } from '../../format/use-format.ts';
import { RunLog } from './run-log.tsx';
import { Spans } from './spans.tsx';

/** For whoever wants to know exactly: files, facts, where the time went, the journal's records. */
export function RunFolds({ run, label }: { readonly run: RunDetail; readonly label: string }) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  return (
    <section className="section" aria-label={label}>
      {run.files.length === 0 ? null : (
        <Fold title={t('files', { count: run.files.length })}>
          <PlainTable
            label={t('files', { count: run.files.length })}
            rows={run.files}
            keyOf={({ path, dataset }) => `${dataset} ${path}`}
            columns={[
              {
                id: 'name',
                title: t('file'),
                cell: ({ path }) => <span title={path}>{baseName(path)}</span>,
              },
              { id: 'dataset', title: t('holds'), cell: ({ dataset }) => t(`common:dataset.${dataset}`) },
              { id: 'rows', title: t('rows'), align: 'right', cell: ({ rows }) => <Num value={rows} /> },
              { id: 'bytes', title: t('size'), align: 'right', cell: ({ bytes }) => format.bytes(bytes) },
              { id: 'digest', title: t('digest'), cell: ({ digest }) => <Id id={digest} /> },
            ]}
          />
        </Fold>
      )}
      <Fold title={t('facts')}>
        <dl className="facts">
          <Fact
            name={t('fact.asOf')}
            value={run.asOf === undefined ? undefined : format.absolute(new Date(run.asOf))}
          />
          <Fact name={t('fact.timezone')} value={run.timezone} />
          <Fact name={t('fact.actor')} value={run.actor} />
          <Fact name={t('fact.delivery')} id={run.deliveryId} />
          <Fact name={t('fact.evaluation')} id={run.evaluationId} />
          <Fact name={t('fact.publication')} id={run.publications[0]?.publicationId} />
        </dl>
      </Fold>
      <Spans runId={run.runId} />
      <RunLog runId={run.runId} />
    </section>
  );
}

interface FactProps {
  readonly name: string;
  readonly value?: string | undefined;
  readonly id?: string | undefined;
}

function Fact({ name, value, id }: FactProps) {
  if (value === undefined && id === undefined) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{id === undefined ? value : <Id id={id} />}</dd>
    </div>
  );
}
