import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../client/context.ts';
import { Door } from '../../components/door.tsx';
import { Num } from '../../components/figures.tsx';
import { ToneIcon } from '../../components/marks.tsx';
import { ErrorNotice, Loading } from '../../components/notice.tsx';
import { useFormat } from '../../format/use-format.ts';
import { useNames } from '../../format/use-names.ts';

interface ReasonsProps {
  readonly runId: string;
  readonly tenant: string | null;
}

const shown = 12;

/** Why rows of the run wait, the most rows first. */
export function Reasons({ runId, tenant }: ReasonsProps) {
  const { t } = useTranslation('runs');
  const client = useClient();
  const names = useNames();
  const format = useFormat();
  const { data, error, refetch } = useQuery({
    queryKey: ['run-reasons', runId],
    queryFn: ({ signal }) => client.runs.reasons({ runId }, { signal }),
  });
  const reasons = (data?.reasons ?? []).toSorted((a, b) => b.rows - a.rows);
  const most = reasons[0]?.rows ?? 1;
  return (
    <section className="section">
      <h3>{t('reasonsTitle')}</h3>
      {error === null ? null : <ErrorNotice error={error} retry={() => void refetch()} />}
      {data === undefined && error === null ? <Loading /> : null}
      {data !== undefined && reasons.length === 0 ? <p className="soft">{t('noReasons')}</p> : null}
      <ul className="reasons">
        {reasons.slice(0, shown).map(({ dataset, code, field, severity, rows, knockOns, examples }) => (
          <li key={`${dataset} ${code} ${field}`} className="reason">
            <span className="reason-count">
              <Door
                to={{
                  screen: 'quarantine',
                  query: { run: runId, dataset, reason: code, field, ...(tenant === null ? {} : { tenant }) },
                }}
                label={t('openReason', { rows: format.number(rows) })}
              >
                <Num value={rows} />
              </Door>
            </span>
            <span className="reason-bar" aria-hidden>
              <span
                className={`reason-fill reason-${severity}`}
                style={{ width: `${(rows / most) * 100}%` }}
              />
            </span>
            <span className="reason-text">
              <ToneIcon tone={severity === 'error' ? 'error' : 'warning'} />
              <span>
                <strong>{names.field(field)}</strong>: {names.code(code)}
                <span className="faint">
                  {' · '}
                  {t(`common:dataset.${dataset}`)}
                  {knockOns === 0
                    ? ''
                    : ` · ${t('knockOns', { count: knockOns, n: format.number(knockOns) })}`}
                </span>
                {examples.length === 0 ? null : (
                  <span className="reason-examples faint clip">
                    {examples.map(({ value }) => (value === null ? t('blank') : `“${value}”`)).join(', ')}
                  </span>
                )}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {reasons.length > shown ? (
        <Door to={{ screen: 'quarantine', query: { run: runId } }}>
          {t('allReasons', { count: reasons.length })}
        </Door>
      ) : null}
    </section>
  );
}
