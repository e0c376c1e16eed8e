import { History, Play, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Snapshot, TableSummary } from '../../../contracts/api/tables.ts';
import { Button } from '../../components/button.tsx';
import { Id, When } from '../../components/figures.tsx';
import { Fold } from '../../components/fold.tsx';
import { TenantName } from '../../components/marks.tsx';
import { useFormat } from '../../format/use-format.ts';
import { tenantTitle } from '../../format/ids.ts';
import { go } from '../../router/use-place.ts';
import { useScope } from '../../state/scope.ts';
import { RollbackDialog } from './rollback-dialog.tsx';
import { SnapshotDifference } from './snapshot-difference.tsx';

interface SnapshotDetailsProps {
  readonly table: TableSummary;
  readonly chosen: readonly Snapshot[];
}

/** One snapshot and what can be done with it, or the difference of two. */
export function SnapshotDetails({ table, chosen }: SnapshotDetailsProps) {
  const { t } = useTranslation('tables');
  const [first, second] = chosen;
  if (first === undefined) return <p className="tables-hint faint">{t('snapshots.choose')}</p>;
  if (second === undefined) return <One table={table} snapshot={first} />;
  const [a, b] = first.at <= second.at ? [first, second] : [second, first];
  return <SnapshotDifference table={table.table} a={a} b={b} />;
}

function One({ table, snapshot }: { readonly table: TableSummary; readonly snapshot: Snapshot }) {
  const { t } = useTranslation('tables');
  const format = useFormat();
  const scope = useScope((state) => state.tenant);
  const [isOpen, setOpen] = useState(false);
  const tenants = scope === null ? table.tenants.map(({ tenant }) => tenant) : [scope];
  const [tenant, setTenant] = useState(snapshot.tenant ?? tenants[0] ?? '');
  return (
    <section className="tables-details">
      <h2>{t(`purpose.${snapshot.purpose ?? 'other'}`)}</h2>
      <dl className="tables-facts">
        <dt>{t('snapshots.at')}</dt>
        <dd>
          <When time={snapshot.at} />
        </dd>
        {snapshot.tenant === null ? null : (
          <>
            <dt>{t('snapshots.tenant')}</dt>
            <dd>
              <TenantName tenant={snapshot.tenant} />
            </dd>
          </>
        )}
        <dt>{t('snapshots.rows')}</dt>
        <dd className="num">{format.number(snapshot.rows)}</dd>
        <dt>{t('snapshots.added')}</dt>
        <dd className="num">{format.number(snapshot.addedRows)}</dd>
        <dt>{t('snapshots.deleted')}</dt>
        <dd className="num">{format.number(snapshot.deletedRows)}</dd>
        <dt>{t('snapshots.id')}</dt>
        <dd>
          <Id id={snapshot.snapshotId} />
        </dd>
      </dl>
      <div className="row wrap">
        <Button
          icon={History}
          onPress={() =>
            go({
              screen: 'tables',
              item: table.table,
              query: { view: 'rows', snapshot: snapshot.snapshotId },
            })
          }
        >
          {t('snapshots.look')}
        </Button>
        {snapshot.runId === null ? null : (
          <Button icon={Play} onPress={() => go({ screen: 'runs', item: snapshot.runId ?? '' })}>
            {t('snapshots.run')}
          </Button>
        )}
        {snapshot.current || tenant === '' ? null : (
          <Button icon={Undo2} onPress={() => setOpen(true)}>
            {t('rollback.button', { tenant: tenantTitle(tenant) })}
          </Button>
        )}
      </div>
      <Fold title={t('snapshots.summary')}>
        <dl className="tables-facts">
          {Object.entries(snapshot.summary).map(([name, value]) => (
            <SummaryLine key={name} name={name} value={value} />
          ))}
        </dl>
      </Fold>
      {isOpen ? (
        <RollbackDialog
          tenant={tenant}
          tenants={tenants}
          onTenant={setTenant}
          snapshot={snapshot}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </section>
  );
}

const SummaryLine = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <>
    <dt>{name}</dt>
    <dd className="mono">{value}</dd>
  </>
);
