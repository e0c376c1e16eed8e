import type { TableName } from '../table.ts';

export interface PointerMove {
  readonly table: TableName;
  readonly from: string;
  readonly to: string;
}

/** Where tables' current metadata is: what a commit needs of a catalog. */
export interface TablePointers {
  /** Throws TABLE_NOT_FOUND. */
  locate(table: TableName): Promise<string>;
  /**
   * All moves in one transaction: true where every table still was at `from`; else false, and none was moved. Throws CONFLICT where
   * `fence` was given up by then: nothing was moved, and nothing ever will be under that name.
   */
  swap(moves: readonly PointerMove[], fence?: string): Promise<boolean>;
}
