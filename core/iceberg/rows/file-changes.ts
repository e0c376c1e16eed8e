import type { AddedFile } from '../change/types.ts';
import type { DataFile } from '../manifest/types.ts';

/** Files to add and remove, and the rows that go with them; the body of a FileChange. */
export interface RowChange {
  readonly add: readonly AddedFile[];
  readonly remove: readonly DataFile[];
  /** Live rows that are removed. */
  readonly rows: number;
}
