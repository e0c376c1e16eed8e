import { useTranslation } from 'react-i18next';
import type { RunDetail } from '../../../contracts/api/runs.ts';
import { destinations } from '../../components/flow-picture.tsx';
import { Num } from '../../components/figures.tsx';
import { type PlainColumn, PlainTable } from '../../components/plain-table.tsx';

type Datasets = RunDetail['datasets'];
type Counts = NonNullable<Datasets['parts']>;
interface Row {
  readonly dataset: 'suppliers' | 'parts';
  readonly counts: Counts;
}

/** The flow of each dataset in numbers. */
export function FlowTable({ datasets }: { readonly datasets: Datasets }) {
  const { t } = useTranslation(['runs', 'common']);
  const rows: readonly Row[] = (['suppliers', 'parts'] as const).flatMap((dataset) => {
    const counts = datasets[dataset];
    return counts === undefined ? [] : [{ dataset, counts }];
  });
  const number = (id: string, title: string, of: (counts: Counts) => number): PlainColumn<Row> => ({
    id,
    title,
    align: 'right',
    cell: ({ counts }) =>
      of(counts) === 0 ? <span className="faint num">0</span> : <Num value={of(counts)} />,
  });
  const columns: readonly PlainColumn<Row>[] = [
    { id: 'dataset', title: t('byDataset'), cell: ({ dataset }) => t(`common:dataset.${dataset}`) },
    number('landed', t('landed'), ({ landed }) => landed),
    ...destinations.map((of) => number(of, t(`common:flow.${of}`), (counts) => counts[of])),
    number('warnings', t('warnings'), ({ warnings }) => warnings),
  ];
  return <PlainTable label={t('byDataset')} columns={columns} rows={rows} keyOf={({ dataset }) => dataset} />;
}
