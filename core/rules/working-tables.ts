import type { DatasetName } from '../../contracts/data/dataset.ts';
import { ident, type Sql } from '../sql/sql.ts';

/** Tables that live while a delivery is judged. Rows are told apart by (file_no, row_no). */
export interface WorkingTables {
  /**
   * Every row, narrow: file_no, row_no, row_id (NULL where usual), likeness, extracted_at, tenant, key, code, changed_at (source_timestamp), data_source, error and warned
   * (by the rules within the row), found (list of ordinal, raw_value, expected; NULL where there is none), notes, cell, reference_1 …, usual (judged by
   * the short way), and, until they are judged, texts of those that could not go it.
   */
  readonly judging: Sql;
  /** Where a short way was gone: the rows that could not go it, as in `judging` (where they are too), and what was kept of them. */
  readonly rest: Sql;
  /** Rows whose key is blank or occurs more than once: file_no, row_no, tenant, key, changed_at, extracted_at, likeness. */
  readonly candidate: Sql;
  /** Of those the rows that share key and likeness with another: only they may be repeats. */
  readonly alike: Sql;
  /** The same rows, and which of them are repeats. */
  readonly keyed: Sql;
  /** Rows that are not judged: file_no, row_no, disposition. */
  readonly aside: Sql;
  /** Violations found by looking at several rows: file_no, row_no, ordinal, error, expected, caused_by. */
  readonly mark: Sql;
  /** Rows with violations that are told in words, as they were written: file_no, row_no, row_id, raw__…. */
  readonly again: Sql;
  /** As mark, for references: they come last, but what silver will hold depends on them. */
  readonly orphan: Sql;
  /** Rows whose code silver holds under another id: file_no, row_no, key, holder, moves. */
  readonly contested: Sql;
}

const kinds = [
  'judging',
  'rest',
  'candidate',
  'alike',
  'again',
  'keyed',
  'aside',
  'mark',
  'orphan',
  'contested',
] as const;

export const workingTables = (dataset: DatasetName): WorkingTables => {
  const table = (kind: (typeof kinds)[number]): Sql => ident(`judge_${kind}_${dataset}`);
  return {
    judging: table('judging'),
    rest: table('rest'),
    candidate: table('candidate'),
    alike: table('alike'),
    again: table('again'),
    keyed: table('keyed'),
    aside: table('aside'),
    mark: table('mark'),
    orphan: table('orphan'),
    contested: table('contested'),
  };
};

/** What a judgement leaves behind; their columns are in docs/architecture.md. */
export const verdictTable = (dataset: DatasetName): Sql => ident(`verdict_${dataset}`);
export const violationTable = (dataset: DatasetName): Sql => ident(`violation_${dataset}`);
