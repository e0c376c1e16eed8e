import { useTranslation } from 'react-i18next';
import type { RunDetail } from '../../../contracts/api/runs.ts';
import { type Destination, FlowPicture } from '../../components/flow-picture.tsx';
import type { Place } from '../../router/place.ts';
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
      <FlowTable datasets={run.datasets} />
    </section>
  );
}

function doorOf(of: Destination | 'landed', { runId, tenant, publications }: RunDetail) {
  const scope = tenant === null ? {} : { tenant };
  if (of === 'quarantined')
    return { screen: 'quarantine', query: { run: runId, ...scope } } satisfies Partial<Place>;
  const table = publications[0]?.tables.find((one) => /dim_/.test(one.table));
  if ((of === 'inserted' || of === 'updated') && table !== undefined)
    return {
      screen: 'tables',
      item: table.table,
      query: { snapshot: table.snapshotId, ...scope },
    } satisfies Partial<Place>;
  return { screen: 'audit', item: runId, query: { view: 'lineage', ...scope } } satisfies Partial<Place>;
}
