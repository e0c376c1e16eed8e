import { join as joinPath } from 'node:path';
import { z } from 'zod';
import type { Work } from '../../base/progress.ts';
import type { Duck } from '../../duck/duck.ts';
import { ident, sql } from '../../sql/sql.ts';
import { asText } from '../parquet/as-text.sql.ts';
import { columnName, parquetScan } from '../parquet/scan.sql.ts';
import type { FileColumn, RawFile } from '../raw-file.ts';
import { stageRows } from '../text/stage.sql.ts';
import { explodedRows, objectKeys, unreadableRows } from './explode.sql.ts';

/** Holds the text of rows whose `_airbyte_data` is no JSON object; only there when such rows are. */
export const unreadableData = '_airbyte_data (unreadable)';

/** A file with one `_airbyte_data` JSON column, as a file with a column for each key, staged in scratch; others come back as they are. */
export async function explodeData(
  duck: Duck,
  file: RawFile,
  scratch: string,
  name: string,
  { signal }: Work,
): Promise<RawFile> {
  const data = file.columns.find((column) => column.name === '_airbyte_data')?.text;
  if (data === undefined) return file;
  const { scan } = file;
  const found = await duck.rows(objectKeys(scan, data), z.object({ key: z.string() }), signal);
  const keys = found.map(({ key }) => key);
  const unreadable = await duck.row(unreadableRows(scan, data), z.object({ rows: z.string() }), signal);
  const keepUnreadable = unreadable.rows !== '0';
  const kept = file.columns.filter((column) => column.name !== '_airbyte_data');
  const staged = joinPath(scratch, `${name}-data.parquet`);
  await duck.run(
    stageRows(sql`(${explodedRows({ scan, data, keys, kept, keepUnreadable })})`, staged),
    signal,
  );
  const columns = [
    ...keys.map((key) => ({ name: key, sourceType: 'JSON' })),
    ...kept,
    ...(keepUnreadable ? [{ name: unreadableData, sourceType: 'VARCHAR' }] : []),
  ].map(({ name: label, sourceType }, index): FileColumn => {
    const column = ident(columnName(index));
    const text = sourceType === 'JSON' ? column : asText(column, sourceType);
    return { name: label, sourceType, column, text };
  });
  return { ...file, columns, scan: parquetScan([staged], columns.length), parquet: staged };
}
