import type { DatasetName } from '../../../contracts/data/dataset.ts';
import type { Finding } from './finding.ts';

const day = 86_400_000;

/** The extract is older than the limit. Where nobody knows when it was taken, nothing is said. */
export function staleFinding(
  dataset: DatasetName,
  rows: number,
  {
    extractedAt,
    asOf,
    limit,
  }: { readonly extractedAt: Date | undefined; readonly asOf: Date; readonly limit: number },
): Finding[] {
  if (extractedAt === undefined) return [];
  const age = asOf.getTime() - extractedAt.getTime();
  if (age <= limit * day) return [];
  return [
    {
      finding: 'STALE_DELIVERY',
      dataset,
      rows,
      share: 1,
      examples: [],
      parameters: { extractedAt: extractedAt.toISOString(), days: Math.floor(age / day), limit },
    },
  ];
}
