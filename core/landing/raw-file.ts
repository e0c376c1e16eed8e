import type { Sql } from '../sql/sql.ts';
import type { SourceFile } from './discovery/find-sources.ts';
import type { FileFormat } from './discovery/words.ts';
import type { TextDialect } from './text/dialect.ts';

/** A column of one file: its name as it stands there, and the expression that gives its value as text. */
export interface FileColumn {
  readonly name: string;
  readonly sourceType: string;
  /** The column itself in the scan. */
  readonly column: Sql;
  readonly text: Sql;
}

/** One file, opened. `scan` stands after FROM and offers the columns' expressions and `file_row_number` (from 0). */
export interface RawFile {
  readonly source: SourceFile;
  readonly digest: string;
  readonly bytes: number;
  readonly format: FileFormat;
  readonly rows: number;
  readonly columns: readonly FileColumn[];
  readonly scan: Sql;
  /** The Parquet file that `scan` reads column by column, where it does nothing else. */
  readonly parquet?: string;
  readonly escapedValues: number;
  readonly dialect?: TextDialect;
}

/** Airbyte's own columns: they say where a row comes from and are no part of it. */
export const isTechnical = (name: string): boolean =>
  name.startsWith('_airbyte_') || name.startsWith('_ab_source_');
