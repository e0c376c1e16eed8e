import { ident } from '../../sql/sql.ts';
import type { DataFile } from '../manifest/types.ts';
import type { Leaf } from '../schema/leaves.ts';
import { boundOf, type Side } from '../value/bounds.ts';
import type { WrittenFile } from './written-file.ts';

export type Metrics = Pick<
  DataFile,
  'columnSizes' | 'valueCounts' | 'nullCounts' | 'nanCounts' | 'lowerBounds' | 'upperBounds'
>;

/**
 * A file's metrics from what COPY returned. No bounds below lists and maps, nor where a NaN is among the values: they would not
 * enclose it. `wholeText` names leaves whose bounds are not cut.
 */
export function metricsOf(
  written: WrittenFile,
  leaves: readonly Leaf[],
  wholeText: ReadonlySet<number> = new Set(),
): Metrics {
  const statistics = leaves.map((leaf) => ({
    leaf,
    found: written.column_statistics.get(ident(...leaf.path).text) ?? new Map<string, string | null>(),
  }));
  const counts = (name: string): ReadonlyMap<number, number> =>
    new Map(
      statistics.flatMap(({ leaf, found }) => {
        const text = found.get(name);
        return text === undefined || text === null ? [] : [[leaf.id, Number(text)] as const];
      }),
    );
  const bounds = (name: 'min' | 'max', side: Side): ReadonlyMap<number, Uint8Array> =>
    new Map(
      statistics.flatMap(({ leaf, found }) => {
        const text = found.get(name);
        if (leaf.repeated || text === undefined || text === null || found.get('has_nan') === 'true')
          return [];
        const bytes = boundOf(
          leaf.type,
          text,
          side,
          wholeText.has(leaf.id) ? Number.POSITIVE_INFINITY : undefined,
        );
        return bytes === undefined ? [] : [[leaf.id, bytes] as const];
      }),
    );
  return {
    columnSizes: counts('column_size_bytes'),
    valueCounts: counts('num_values'),
    nullCounts: counts('null_count'),
    nanCounts: new Map(
      statistics.filter(({ found }) => found.get('has_nan') === 'false').map(({ leaf }) => [leaf.id, 0]),
    ),
    lowerBounds: bounds('min', 'lower'),
    upperBounds: bounds('max', 'upper'),
  };
}
