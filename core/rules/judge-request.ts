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
}

export interface JudgeDataset {
  readonly contract: DatasetContract;
  /** The typed relation (docs/architecture.md). */
  readonly rows: Sql;
  /**
   * What of the typed relation needs no reading (file_no, row_no, row_id, identity, raw__…), of only the rows whose (file_no, row_no) are
   * in `selection`. With it the second looks at a few rows cost no more than those rows; without it `rows` is looked at again.
   */
  readonly only?: (selection: Sql) => Sql;
  readonly changeFeed: boolean;
  /** Values of `rows` for who looks at all rows after the judging (`keptRows`): computed in the pass that judges. */
  readonly keep?: readonly Kept[];
  /** A column of `rows`, a list of integers or NULL, to be counted in the same pass: in how many rows stands each number. */
  readonly notes?: Sql;
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
  /** Whether datasets are judged at the same time, which takes more memory; default: one after the other. */
  readonly atOnce?: boolean;
  readonly severities: Severities;
  readonly codeLists: CodeLists;
  /** Suggestions for texts that cannot be read; without it there are none. */
  readonly suggest?: Suggest;
  /** (country VARCHAR, cell INTEGER), without repeats. */
  readonly countryCells: Sql;
}
