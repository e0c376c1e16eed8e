import type { CurrencyFacts } from '../../../contracts/data/code-lists.ts';

/** How long a withdrawn currency is still accepted, with a warning. */
const graceYears = 5;

const dayOf = (time: Date): string => time.toISOString().slice(0, 10);

/** Withdrawn by the as-of day (UTC); one that will be withdrawn later is current. */
export const isWithdrawn = ({ withdrawnOn }: CurrencyFacts, asOf: Date): boolean =>
  withdrawnOn !== null && withdrawnOn <= dayOf(asOf);

/** Withdrawn more than five years before the as-of day. */
export function isLongWithdrawn({ withdrawnOn }: CurrencyFacts, asOf: Date): boolean {
  const limit = new Date(asOf);
  limit.setUTCFullYear(limit.getUTCFullYear() - graceYears);
  // 29 February has no counterpart five years earlier: the last day of that month is meant.
  if (limit.getUTCDate() !== asOf.getUTCDate()) limit.setUTCDate(0);
  return withdrawnOn !== null && withdrawnOn < dayOf(limit);
}
