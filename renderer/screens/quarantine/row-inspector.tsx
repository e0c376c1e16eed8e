import { useQuery } from '@tanstack/react-query';
import { Network } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { QuarantineRow } from '../../../contracts/api/quarantine.ts';
import { useClient } from '../../client/context.ts';
import { Button } from '../../components/button.tsx';
import { Door } from '../../components/door.tsx';
import { Id, When } from '../../components/figures.tsx';
import { Fold } from '../../components/fold.tsx';
import { TenantName } from '../../components/marks.tsx';
import { ErrorNotice, Loading } from '../../components/notice.tsx';
import { baseName } from '../../format/ids.ts';
import { useFormat } from '../../format/use-format.ts';
import { useNames } from '../../format/use-names.ts';
import { go } from '../../router/use-place.ts';
import type { Dataset } from './asked.ts';
import { ReasonCard } from './reason-card.tsx';

interface RowInspectorProps {
  readonly dataset: Dataset;
  readonly focus: { readonly rowId: string; readonly column: string } | null;
}

/** The row under the focus: what was found, what is expected, where it came from. */
export function RowInspector({ dataset, focus }: RowInspectorProps) {
  const { t } = useTranslation('quarantine');
  const client = useClient();
  const row = useQuery({
    queryKey: ['quarantine', 'row', dataset, focus?.rowId],
    queryFn: ({ signal }) => client.quarantine.row({ dataset, rowId: focus?.rowId ?? '' }, { signal }),
    enabled: focus !== null,
  });
  if (focus === null) return <p className="waiting-hint faint">{t('inspector.choose')}</p>;
  if (row.error !== null)
    return (
      <div className="waiting-pad">
        <ErrorNotice error={row.error} retry={() => void row.refetch()} />
      </div>
    );
  if (row.data === undefined) return <Loading />;
  return <Found row={row.data} column={focus.column} />;
}

function Found({ row, column }: { readonly row: QuarantineRow; readonly column: string }) {
  const { t } = useTranslation('quarantine');
  const names = useNames();
  const format = useFormat();
  const here = row.violations.filter(({ field }) => field === column);
  const others = row.violations.filter(({ field }) => field !== column);
  return (
    <section className="waiting-inspector" aria-label={t('inspector.title')}>
      <div className="stack">
        <h2 className="clip">{row.key ?? t('inspector.noKey')}</h2>
        <span className="row wrap faint">
          <TenantName tenant={row.tenant} />{' '}
          <span>{t(`rowState.${row.state}`, { defaultValue: row.state })}</span>
          {row.openedAt === null ? null : <When time={row.openedAt} />}
        </span>
      </div>
      {here.map((violation) => (
        <ReasonCard key={`${violation.code} ${violation.field ?? ''}`} violation={violation} />
      ))}
      {others.length === 0 ? null : (
        <h3>{here.length === 0 ? t('inspector.reasons') : t('inspector.also')}</h3>
      )}
      {others.map((violation) => (
        <ReasonCard key={`${violation.code} ${violation.field ?? ''}`} violation={violation} />
      ))}
      {row.knockOns === 0 ? null : (
        <p className="soft">
          {t('inspector.knockOns', { count: row.knockOns, n: format.number(row.knockOns) })}
        </p>
      )}
      <Fold title={t('inspector.values')} open>
        <dl className="waiting-facts">
          {row.fields.map(({ field, value }) => (
            <FieldLine
              key={field}
              name={names.field(field)}
              value={value}
              bad={row.violations.some((one) => one.field === field)}
            />
          ))}
          {Object.entries(row.extras).map(([name, value]) => (
            <FieldLine key={name} name={name} value={value} bad={false} />
          ))}
        </dl>
      </Fold>
      <Fold title={t('inspector.origin')}>
        <dl className="waiting-facts">
          {row.sourcePath === null ? null : (
            <>
              <dt>{t('inspector.file')}</dt>
              <dd title={row.sourcePath}>{baseName(row.sourcePath)}</dd>
            </>
          )}
          {row.sourceRow === null ? null : (
            <>
              <dt>{t('inspector.row')}</dt>
              <dd className="num">{format.number(row.sourceRow)}</dd>
            </>
          )}
          {row.runId === null ? null : (
            <>
              <dt>{t('inspector.run')}</dt>
              <dd>
                <Door to={{ screen: 'runs', item: row.runId }}>{t('inspector.openRun')}</Door>
              </dd>
            </>
          )}
          <dt>{t('inspector.id')}</dt>
          <dd>
            <Id id={row.rowId} />
          </dd>
        </dl>
        {row.key === null ? null : (
          <Button
            icon={Network}
            onPress={() => go({ screen: 'audit', item: row.key ?? '', query: { view: 'lineage' } })}
          >
            {t('inspector.lineage')}
          </Button>
        )}
      </Fold>
    </section>
  );
}

interface FieldLineProps {
  readonly name: string;
  readonly value: string | null;
  readonly bad: boolean;
}

const FieldLine = ({ name, value, bad }: FieldLineProps) => (
  <>
    <dt>{name}</dt>
    <dd className={bad ? 'waiting-bad' : undefined}>{value ?? '–'}</dd>
  </>
);
