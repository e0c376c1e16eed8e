export type Treatment = 'drop' | 'rewrite' | 'delete-file';

const third = 1 / 3;

/** What becomes of a data file that loses `matched` of its `live` rows: the cheaper of rewriting it once and skipping rows for ever. */
export function treat(matched: number, live: number, rewriteFrom = third): Treatment {
  if (matched >= live) return 'drop';
  return matched >= live * rewriteFrom ? 'rewrite' : 'delete-file';
}
