import type { IgnoredReason } from '../delivery.ts';
import { type JobStates, succeeded } from './jobs.ts';

/** The rows of one file that one job wrote for one generation. */
export interface Share {
  readonly file: number;
  readonly generation: bigint | null;
  readonly job: string | null;
  readonly rows: number;
}

interface Left {
  readonly share: Share;
  readonly reason: IgnoredReason;
  readonly detail: string;
}

export interface Selection {
  readonly kept: readonly Share[];
  readonly left: readonly Left[];
  readonly changeFeed: boolean;
}

/**
 * Which rows are part of the delivery. The highest generation counts, with job states the highest that a succeeded job wrote, and
 * of it the rows of succeeded jobs. Generation 0 is an append-mode change feed: all its rows count. Rows without a generation
 * count always. Job states that know none of the jobs are of something else and say nothing.
 */
export function selectGenerations(shares: readonly Share[], jobs: JobStates | undefined): Selection {
  const known = shares.filter((share) => share.generation !== null);
  const states = known.some((share) => jobs?.has(share.job ?? '') === true) ? jobs : undefined;
  const done = (share: Share): boolean => states === undefined || states.get(share.job ?? '') === succeeded;
  const current = highest(known.filter((share) => done(share) || onlyZero(known)));
  const kept: Share[] = [];
  const left: Left[] = [];
  for (const share of shares) {
    const counts =
      share.generation === null || (share.generation === current && (current === 0n || done(share)));
    if (counts) kept.push(share);
    else left.push({ share, ...whyLeft(share, current, done(share), states) });
  }
  return { kept, left, changeFeed: current === 0n };
}

const onlyZero = (shares: readonly Share[]): boolean => shares.every((share) => share.generation === 0n);

const highest = (shares: readonly Share[]): bigint | undefined =>
  shares
    .flatMap((share) => share.generation ?? [])
    .reduce<bigint | undefined>((best, one) => (best === undefined || one > best ? one : best), undefined);

function whyLeft(
  { generation, job }: Share,
  current: bigint | undefined,
  done: boolean,
  states: JobStates | undefined,
): { reason: IgnoredReason; detail: string } {
  if (done || (current !== undefined && (generation ?? 0n) < current)) {
    return {
      reason: 'stale generation',
      detail: `generation ${generation}; current is ${current ?? 'none'}`,
    };
  }
  const state = states?.get(job ?? '') ?? 'not listed';
  return {
    reason: 'job did not succeed',
    detail: `generation ${generation}, job ${job ?? 'unknown'}: ${state}`,
  };
}
