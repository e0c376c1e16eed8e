import { z } from 'zod';
import type { DatasetContract, DatasetName } from '../../../contracts/data/dataset.ts';
import type { Work } from '../../base/progress.ts';
import type { Duck } from '../../duck/duck.ts';
import type { Sql } from '../../sql/sql.ts';
import { type Candidate, candidatesOf } from './candidates.ts';
import type { Finding } from './finding.ts';
import { tallySelect } from './findings.sql.ts';
import { staleFinding } from './stale.ts';

export type { Finding } from './finding.ts';

export interface FindingsRequest {
  readonly contract: DatasetContract;
  /** The typed relation of docs/architecture.md. */
  readonly rows: Sql;
  readonly asOf: Date;
  /** When the delivery was taken from its source; the newest `extracted_at` of the rows where it is not given. */
  readonly extractedAt?: Date;
  /** Default 90. */
  readonly staleAfterDays?: number;
}

const tallied = z.object({ counted: z.number(), hits: z.number(), examples: z.array(z.string()).nullable() });
const tallies = z.object({
  total: z.number(),
  extracted: z.number().nullable(),
  tallies: z.array(tallied),
});

/** What is odd about a delivery as a whole: one scan of one dataset, in the order of the contract. Empty for no rows. */
export async function findings(
  duck: Duck,
  request: FindingsRequest,
  { signal }: Work = {},
): Promise<Finding[]> {
  const { contract, rows, asOf, staleAfterDays = 90 } = request;
  const candidates = candidatesOf(contract);
  const seen = await duck.row(tallySelect(rows, candidates), tallies, signal);
  if (seen.total === 0) return [];
  const extractedAt = request.extractedAt ?? (seen.extracted === null ? undefined : new Date(seen.extracted));
  return [
    ...staleFinding(contract.dataset, seen.total, { extractedAt, asOf, limit: staleAfterDays }),
    ...candidates.flatMap((candidate, at) => decide(contract.dataset, candidate, seen.tallies[at])),
  ];
}

/** A tally that reaches the candidate's thresholds is a finding. */
function decide(
  dataset: DatasetName,
  { finding, field, atLeast, share, parameters }: Candidate,
  tally: z.infer<typeof tallied> | undefined,
): Finding[] {
  if (tally === undefined || tally.hits < atLeast || tally.hits < share * tally.counted) return [];
  return [
    {
      finding,
      dataset,
      field,
      rows: tally.hits,
      share: tally.hits / tally.counted,
      examples: [...new Set(tally.examples ?? [])],
      parameters,
    },
  ];
}
