import type { TFunction } from 'i18next';
import type { ApiClient } from '../../contracts/api/index.ts';
import type { Place } from '../router/place.ts';

type Found = Awaited<ReturnType<ApiClient['search']['find']>>;

interface FoundRow {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly where: string;
  readonly tenant: string | null;
  readonly place: Partial<Place> & { readonly screen: string };
}

/** Hits as lines of a list, each with the place that shows it. */
export function foundRows({ hits, runs }: Found, t: TFunction): FoundRow[] {
  return [
    ...hits.map(({ dataset, layer, tenant, key, code, name, rowId }, index) => ({
      id: `hit-${index}`,
      title: name ?? code ?? key ?? '',
      detail: [code, key].filter((part) => part !== null && part !== name).join(' · '),
      where: `${t(`dataset.${dataset}`)}, ${t(`keySearch.${layer}`)}`,
      tenant,
      place:
        layer === 'quarantine'
          ? { screen: 'quarantine', query: { dataset, tenant, ...(rowId === null ? {} : { row: rowId }) } }
          : { screen: 'audit', item: key ?? '', query: { view: 'lineage', tenant } },
    })),
    ...runs.map(({ runId, tenant, state }) => ({
      id: `run-${runId}`,
      title: runId,
      detail: t(`runState.${state}`),
      where: t('keySearch.run'),
      tenant,
      place: { screen: 'runs', item: runId },
    })),
  ];
}
