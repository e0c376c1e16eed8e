import type { DatasetName } from '../../contracts/data/dataset.ts';
import { ident, type Sql } from '../sql/sql.ts';

/** DuckDB tables that live while a run of one tenant is published. */
export interface SilverTables {
  /**
   * The tenant's rows in silver, narrow: key, code, data_source, source_timestamp, content_hash, dq_violations, own (brought by the batch that is
   * judged), _file (an ENUM of the paths: a byte instead of a text for each row), _pos.
   */
  readonly held: Sql;
  /**
   * What becomes of the passing rows of the run: file_no, row_no, key, source_timestamp, content_hash, dq_violations, kind (`inserted`,
   * `updated`, `unchanged`; `removed` of a full delivery, a row that is not the run's), and place (_file, _pos) and time (held_timestamp) of silver's row of the key, which
   * gives way unless it is unchanged.
   */
  readonly change: Sql;
  /**
   * The tenant's rows in quarantine of which the run may make something, narrow: row_id, row_key, raw__tenant_id, state, opened_at, source_timestamp, _file, _pos, and `match` (see
   * quarantine.sql.ts).
   */
  readonly waiting: Sql;
  /** The failing rows of the run, with all columns of the quarantine table, `match` and `overtaken`. */
  readonly failing: Sql;
  /** Of a full delivery: rows of silver whose key it no longer has: key, source_timestamp, free, _file, _pos. */
  readonly gone: Sql;
  /** What becomes of each waiting row: row_id, match, state, opened_at, fate, _file, _pos. */
  readonly fate: Sql;
  /** row_id of those of them that a passing row closes. */
  readonly fixed: Sql;
  /** (key, newest, batch_id) where the newest time seen is later than what silver holds. */
  readonly seen: Sql;
}

export const silverTables = (dataset: DatasetName): SilverTables => ({
  held: ident(`silver_held_${dataset}`),
  change: ident(`silver_change_${dataset}`),
  waiting: ident(`silver_waiting_${dataset}`),
  failing: ident(`silver_failing_${dataset}`),
  gone: ident(`silver_gone_${dataset}`),
  fate: ident(`silver_fate_${dataset}`),
  fixed: ident(`silver_fixed_${dataset}`),
  seen: ident(`silver_seen_${dataset}`),
});
