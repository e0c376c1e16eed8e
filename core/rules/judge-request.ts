import type { CodeLists } from '../../contracts/data/code-lists.ts';
import type { DatasetContract, DatasetName } from '../../contracts/data/dataset.ts';
import type { Sql } from '../sql/sql.ts';
import type { Suggest } from './compiled-rule.ts';
import type { Severities } from './severities.ts';

export type PerDataset<T> = Readonly<Partial<Record<DatasetName, T>>>;

/** A column of `keptRows`, and the expression over the typed relation that it is. */
export interface Kept {
  readonly name: string;
  readonly value: Sql;
  /** The same value over `UsualRows.rows` where they are usual, if it can be had for less. */
  readonly usual?: Sql;
}

/** The rows of a dataset by a shorter way of reading, which most of them can go. */
interface UsualRows {
  /**
   * A typed relation with a column `usual`, never NULL: where it is TRUE the row is as in the dataset's `rows`, its notes are NULL, and all its texts could be
   * read. Elsewhere its values say nothing.
   */
  readonly rows: Sql;
  /** Its row_id as an expression over file_no and row_no: only rows in quarantine, and what causes others to be there, need it. */
  readonly rowId: Sql;
  /** Columns of `rows` from which others can be read again: so the source is read once. */
  readonly texts: readonly Sql[];
  /** The dataset's `rows`, of only those in `rest`: file_no, row_no, extracted_at and `texts`, the list of these. */
  readonly others: (rest: Sql) => Sql;
  /** Values of the rows that did not go the short way, for who looks at them after the judging (`restRows`). */
  readonly keep?: readonly Kept[];
  /** Which share of the rows may be judged one by one after the short way; beyond it all rows go the long one. Default: a quarter. */
  readonly atMost?: number;
}

export interface JudgeDataset {
  readonly contract: DatasetContract;
  /** The typed relation (docs/architecture.md). */
  readonly rows: Sql;
  /**
   * What of the typed relation needs no reading (file_no, row_no, row_id, identity, likeness, raw__…), of only the rows whose (file_no, row_no) are
   * in `selection`. With it the second looks at a few rows cost no more than those rows; without it `rows` is looked at again.
   */
  readonly only?: (selection: Sql) => Sql;
  readonly changeFeed: boolean;
  /** Values of `rows` for who looks at all rows after the judging (`keptRows`): computed in the pass that judges. */
  readonly keep?: readonly Kept[];
  /** A column of `rows`, a list of integers or NULL, to be counted in the same pass: in how many rows stands each number. */
  readonly notes?: Sql;
  /** With it rows without any violation are judged by the short way; the verdicts are the same. */
  readonly usual?: UsualRows | undefined;
  /** What `rows` is made of, a row for a row, where that is counted faster; default: `rows`. */
  readonly landed?: Sql;
}

export interface JudgeRequest {
  readonly tenant: string;
  readonly asOf: Date;
  readonly datasets: readonly JudgeDataset[];
  /** What silver has of the tenant: (key VARCHAR, business_key VARCHAR, data_source VARCHAR). */
  readonly silver?: PerDataset<Sql>;
  /** The newest source_timestamp seen of each key of the tenant: (key VARCHAR, newest TIMESTAMPTZ). */
  readonly seen?: PerDataset<Sql>;
  /** Rows (file_no, row_no) that are what a person rejected before; they count as superseded. */
  readonly rejected?: PerDataset<Sql>;
  /** Whether datasets are judged at the same time, which takes more memory; default: one after the other. */
  readonly atOnce?: boolean;
  readonly severities: Severities;
  readonly codeLists: CodeLists;
  /** Suggestions for texts that cannot be read; without it there are none. */
  readonly suggest?: Suggest;
  /** (country VARCHAR, cell INTEGER), without repeats. */
  readonly countryCells: Sql;
}
