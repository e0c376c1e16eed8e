import { useTranslation } from 'react-i18next';
import type { RunDetail } from '../../../contracts/api/runs.ts';
import { Door, type DoorPlace } from '../../components/door.tsx';
import { type Destination, destinations } from '../../components/flow-picture.tsx';
import { Num } from '../../components/figures.tsx';
import { type PlainColumn, PlainTable } from '../../components/plain-table.tsx';

type Datasets = RunDetail['datasets'];
type Counts = NonNullable<Datasets['parts']>;
interface Row {
  readonly dataset: 'suppliers' | 'parts';
  readonly counts: Counts;
}

interface FlowTableProps {
  readonly datasets: Datasets;
  /** Where the rows of a dataset can be looked at. */
  readonly doorOf?: (of: Destination | 'landed', dataset: Row['dataset']) => DoorPlace | undefined;
}

/** The flow of each dataset in numbers. */
export function FlowTable({ datasets, doorOf }: FlowTableProps) {
  const { t } = useTranslation(['runs', 'common']);
  const rows: readonly Row[] = (['suppliers', 'parts'] as const).flatMap((dataset) => {
    const counts = datasets[dataset];
    return counts === undefined ? [] : [{ dataset, counts }];
  });
  const number = (id: string, title: string, of: (counts: Counts) => number): PlainColumn<Row> => ({
    id,
    title,
    align: 'right',
    cell: ({ dataset, counts }) => {
      const to = isFlow(id) ? doorOf?.(id, dataset) : undefined;
      if (of(counts) === 0) return <span className="faint num">0</span>;
      return to === undefined ? (
        <Num value={of(counts)} />
      ) : (
        <Door to={to}>
          <Num value={of(counts)} />
        </Door>
      );
    },
  });
  const columns: readonly PlainColumn<Row>[] = [
    { id: 'dataset', title: t('byDataset'), cell: ({ dataset }) => t(`common:dataset.${dataset}`) },
    number('landed', t('landed'), ({ landed }) => landed),
    ...destinations.map((of) => number(of, t(`common:flow.${of}`), (counts) => counts[of])),
    number('warnings', t('warnings'), ({ warnings }) => warnings),
  ];
  return <PlainTable label={t('byDataset')} columns={columns} rows={rows} keyOf={({ dataset }) => dataset} />;
}

const isFlow = (id: string): id is Destination | 'landed' =>
  id === 'landed' || destinations.some((of) => of === id);
