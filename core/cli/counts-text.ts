import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { DatasetCounts } from '../app/check.ts';
import { countText, textTable } from './text-table.ts';

/** Where the rows of each dataset went, with the words used everywhere. */
export function countsText(datasets: Readonly<Partial<Record<DatasetName, DatasetCounts>>>): string {
  const rows = Object.entries(datasets).map(([dataset, counts]) => [
    dataset,
    countText(counts.landed),
    countText(counts.passed),
    countText(counts.quarantined),
    countText(counts.repeated),
    countText(counts.superseded),
    countText(counts.warnings),
    countText(counts.ignored),
  ]);
  return textTable(
    ['', 'landed', 'passed', 'in quarantine', 'repeated', 'superseded', 'with warnings', 'ignored'],
    rows,
  );
}
