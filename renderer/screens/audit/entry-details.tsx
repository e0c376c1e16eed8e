import { Network, Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../../contracts/api/audit.ts';
import { Button } from '../../components/button.tsx';
import { Id, When } from '../../components/figures.tsx';
import { Fold } from '../../components/fold.tsx';
import { TenantName } from '../../components/marks.tsx';
import { useFormat } from '../../format/use-format.ts';
import { go } from '../../router/use-place.ts';
import { type Fact, factsOf } from './entry-facts.ts';
import { useEntryText } from './use-entry-text.ts';

/** All that one record says; what only proves it is folded away. */
export function EntryDetails({ entry }: { readonly entry: AuditEntry | null }) {
  const { t } = useTranslation('audit');
  const textOf = useEntryText();
  if (entry === null) return <p className="audit-hint faint">{t('details.choose')}</p>;
  const { record, hash } = entry;
  const { runId } = { runId: undefined, ...record.body };
  return (
    <section className="audit-details" aria-label={t('details.title')}>
      <h2>{textOf(record)}</h2>
      <dl className="audit-facts">
        <dt>{t('details.kind')}</dt>
        <dd>{t(`kind.${record.kind}`)}</dd>
        <dt>{t('details.at')}</dt>
        <dd>
          <When time={record.at} />
        </dd>
        <dt>{t('details.actor')}</dt>
        <dd>{record.actor}</dd>
        {record.tenant === null ? null : (
          <>
            <dt>{t('details.tenant')}</dt>
            <dd>
              <TenantName tenant={record.tenant} />
            </dd>
          </>
        )}
        {factsOf(record.body).map((fact) => (
          <FactLine key={fact.path} fact={fact} />
        ))}
      </dl>
      {runId === undefined ? null : (
        <div className="row wrap">
          <Button icon={Play} onPress={() => go({ screen: 'runs', item: runId })}>
            {t('details.toRun')}
          </Button>
          <Button
            icon={Network}
            onPress={() => go({ screen: 'audit', item: runId, query: { view: 'lineage' } })}
          >
            {t('details.toLineage')}
          </Button>
        </div>
      )}
      <Fold title={t('details.proof')}>
        <dl className="audit-facts">
          <dt>{t('details.seq')}</dt>
          <dd className="num">{record.seq}</dd>
          <dt>{t('details.hash')}</dt>
          <dd>
            <Id id={hash} />
          </dd>
          {record.traceId === undefined ? null : (
            <>
              <dt>{t('details.trace')}</dt>
              <dd>
                <Id id={record.traceId} />
              </dd>
            </>
          )}
          {record.inputs.map((digest) => (
            <FactLine key={digest} fact={{ path: 'inputs', name: 'inputs', value: digest, long: true }} />
          ))}
        </dl>
      </Fold>
    </section>
  );
}

function FactLine({ fact }: { readonly fact: Fact }) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  return (
    <>
      <dt>{t(`fact.${fact.name}`, { defaultValue: fact.path })}</dt>
      <dd>
        {fact.long ? (
          <Id id={String(fact.value)} />
        ) : typeof fact.value === 'number' ? (
          format.number(fact.value)
        ) : (
          fact.value
        )}
      </dd>
    </>
  );
}
