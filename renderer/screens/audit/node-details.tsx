import { Play, ShieldAlert, Table2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { LineageNode } from '../../../contracts/api/audit.ts';
import { Button } from '../../components/button.tsx';
import { Id, When } from '../../components/figures.tsx';
import { TenantName } from '../../components/marks.tsx';
import { useFormat } from '../../format/use-format.ts';
import { go } from '../../router/use-place.ts';
import { useNodeTitle } from './use-node-title.ts';

/** What is known of a node, and the way to its screen. */
export function NodeDetails({ node }: { readonly node: LineageNode }) {
  const { t } = useTranslation('audit');
  const titleOf = useNodeTitle();
  const format = useFormat();
  return (
    <section className="audit-details" aria-label={t('details.title')}>
      <h2 className="clip" title={node.label}>
        {t(`node.${node.kind}`)}: {titleOf(node)}
      </h2>
      <dl className="audit-facts">
        <dt>{t('details.id')}</dt>
        <dd>
          <Id id={node.id.slice(node.id.indexOf(':') + 1)} />
        </dd>
        {node.tenant === null ? null : (
          <>
            <dt>{t('details.tenant')}</dt>
            <dd>
              <TenantName tenant={node.tenant} />
            </dd>
          </>
        )}
        {node.at === null ? null : (
          <>
            <dt>{t('details.at')}</dt>
            <dd>
              <When time={node.at} />
            </dd>
          </>
        )}
        {Object.entries(node.facts).map(([name, value]) =>
          value === null ? null : (
            <FactOf
              key={name}
              name={name}
              value={typeof value === 'number' ? format.number(value) : String(value)}
            />
          ),
        )}
      </dl>
      <Door node={node} />
    </section>
  );
}

function FactOf({ name, value }: { readonly name: string; readonly value: string }) {
  const { t } = useTranslation('audit');
  return (
    <>
      <dt>{t(`fact.${name}`, { defaultValue: name })}</dt>
      <dd>{value.length > 24 && !/\s/.test(value) ? <Id id={value} /> : value}</dd>
    </>
  );
}

function Door({ node }: { readonly node: LineageNode }) {
  const { t } = useTranslation('audit');
  if (node.kind === 'run')
    return (
      <Button icon={Play} onPress={() => go({ screen: 'runs', item: node.label })}>
        {t('details.toRun')}
      </Button>
    );
  const { table, snapshotId, rowId, dataset } = node.facts;
  if (node.kind === 'snapshot' && typeof table === 'string' && typeof snapshotId === 'string')
    return (
      <Button
        icon={Table2}
        onPress={() => go({ screen: 'tables', item: table, query: { snapshot: snapshotId } })}
      >
        {t('details.toTable')}
      </Button>
    );
  if (node.kind === 'quarantined-row' && typeof rowId === 'string' && typeof dataset === 'string')
    return (
      <Button icon={ShieldAlert} onPress={() => go({ screen: 'quarantine', query: { dataset, row: rowId } })}>
        {t('details.toQuarantine')}
      </Button>
    );
  return null;
}
