import type { DatasetName } from '../../contracts/data/dataset.ts';
import { QuaysideError } from '../base/errors.ts';
import { type KindRates, kinds, type Outcome } from './kinds.ts';

/** A draw is a whole number below this: every share of it is exact in a double and in a BIGINT. */
const drawRange = 2n ** 53n;

interface PlannedKind {
  readonly kind: string;
  readonly expected: Outcome;
  /** A row whose draw is below this, and not below that of the kind before, is of this kind. */
  readonly below: bigint;
}

/** Which draws make a row dirty. `duplicate ≤ failing ≤ dirty`, each an upper bound of draws. */
export interface DirtPlan {
  readonly kinds: readonly PlannedKind[];
  readonly duplicate: bigint;
  /** Below: the row ends in quarantine. */
  readonly failing: bigint;
  readonly dirty: bigint;
}

/**
 * `dirtyRate` is spread evenly over the dataset's kinds; a kind with a rate of its own takes that instead of its even share.
 * Throws USAGE where a rate is outside 0–1 or a dataset's rates are more than all rows.
 */
export function planDirt(dataset: DatasetName, dirtyRate: number, kindRates: KindRates): DirtPlan {
  const of: Readonly<Record<string, Outcome>> = kinds[dataset];
  const own: Readonly<Record<string, number | undefined>> = kindRates;
  const even = share('dirty', dirtyRate) / Object.keys(of).length;
  let sum = 0;
  const planned = Object.entries(of).map(([kind, expected]) => {
    sum += share(kind, own[kind] ?? even);
    return { kind, expected, below: bound(sum) };
  });
  if (sum > 1 + rounding) {
    throw new QuaysideError(
      'USAGE',
      `The kinds of dirt of ${dataset} add up to ${(sum * 100).toFixed(1)} % of the rows; expected at most 100 %. Lower a rate: a row has one defect at most.`,
      { parameters: { dataset, sum } },
    );
  }
  return {
    kinds: planned,
    duplicate: planned[0]?.below ?? 0n,
    failing: planned.findLast(({ expected }) => expected.startsWith('error '))?.below ?? 0n,
    dirty: planned.at(-1)?.below ?? 0n,
  };
}

/** Ten tenths are not quite one in binary. */
const rounding = 1e-9;

const bound = (sum: number): bigint =>
  sum > 1 - rounding ? drawRange : BigInt(Math.round(sum * Number(drawRange)));

function share(name: string, rate: number): number {
  if (rate >= 0 && rate <= 1) return rate;
  throw new QuaysideError('USAGE', `The rate of ${name} is ${rate}; expected a share from 0 to 1.`);
}
