import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { GridColumn } from '../../contracts/api/page.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Duck } from '../duck/duck.ts';
import { openFile } from '../landing/open-file.ts';
import { folderStore } from '../store/folder.ts';
import { readError } from '../store/errors.ts';
import { ident, sql } from '../sql/sql.ts';
import type { GridSource } from './grid.ts';

/**
 * A file's rows as text, before anything is decided about them. A text file is staged in `scratch` under `name`, Parquet is read where it
 * lies. Throws what opening a source throws.
 */
export async function previewSource(
  duck: Duck,
  path: string,
  { scratch, name }: { readonly scratch: string; readonly name: string },
  signal?: AbortSignal,
): Promise<GridSource> {
  const found = await stat(path).catch((cause: unknown) => {
    throw readError(cause, path);
  });
  const store = folderStore(dirname(path));
  const object = found.isFile() ? await store.stat(basename(path)) : undefined;
  if (object === undefined) {
    throw new QuaysideError('SOURCE_NOT_READABLE', `${path} is no file; expected one to look into.`, {
      parameters: { path },
    });
  }
  const source = { store, object, path, dataset: undefined, folder: undefined, roots: [] };
  const file = await openFile(duck, source, scratch, name, { signal });
  const names = distinct(file.columns.map((column) => column.name));
  const columns = names.map(
    (column): GridColumn => ({ name: column, type: 'VARCHAR', kind: 'text', personal: false }),
  );
  const texts = file.columns.map(({ text }, index) => sql`${text} AS ${ident(names[index] ?? '')}`);
  return {
    relation: sql`(SELECT ${texts}, file_row_number AS _quayside_row FROM ${file.scan})`,
    columns,
    order: [sql`_quayside_row`],
    isOrdered: true,
    key: JSON.stringify([path, found.size, found.mtimeMs]),
  };
}

/** Names that a grid can tell apart: of several equal ones, also in upper and lower case, the later get a number. */
function distinct(names: readonly string[]): readonly string[] {
  const taken = new Set<string>(['_quayside_row']);
  return names.map((raw, index) => {
    const name = raw.replaceAll('\0', '').trim() || `column ${index + 1}`;
    let unique = name;
    for (let count = 2; taken.has(unique.toLowerCase()); count += 1) unique = `${name} (${count})`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}
