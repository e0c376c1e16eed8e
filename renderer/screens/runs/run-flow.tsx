import { useTranslation } from 'react-i18next';
import type { RunDetail } from '../../../contracts/api/runs.ts';
import type { DoorPlace } from '../../components/door.tsx';
import { type Destination, FlowPicture } from '../../components/flow-picture.tsx';
import { FlowTable } from './flow-table.tsx';

/** Where the rows went, as a picture and in numbers; every number is a door. */
export function RunFlow({ run }: { readonly run: RunDetail }) {
  const { t } = useTranslation('runs');
  const { totals } = run;
  if (totals === undefined) return null;
  return (
    <section className="section">
      <h3>{t('flowTitle')}</h3>
      <FlowPicture flow={totals} doorOf={(of) => doorOf(of, run)} />
      <FlowTable datasets={run.datasets} doorOf={(of, dataset) => doorOf(of, run, dataset)} />
    </section>
  );
}

function doorOf(
  of: Destination | 'landed',
  { runId, tenant, publications }: RunDetail,
  dataset?: 'suppliers' | 'parts',
): DoorPlace {
  const scope = { ...(tenant === null ? {} : { tenant }), ...(dataset === undefined ? {} : { dataset }) };
  if (of === 'quarantined') return { screen: 'quarantine', query: { run: runId, ...scope } };
  const name = dataset === undefined ? 'dim_' : `dim_${dataset}`;
  const table = publications[0]?.tables.find((one) => one.table.includes(name));
  if ((of === 'inserted' || of === 'updated') && table !== undefined)
    return { screen: 'tables', item: table.table, query: { snapshot: table.snapshotId, ...scope } };
  return { screen: 'audit', item: runId, query: { view: 'lineage', ...scope } };
}
