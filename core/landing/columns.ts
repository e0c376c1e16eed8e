import type { Sql } from '../sql/sql.ts';
import type { FileDrift, RawColumn } from './delivery.ts';
import { unreadableData } from './airbyte/explode.ts';
import { type FileColumn, isTechnical, type RawFile } from './raw-file.ts';

/** The columns of a batch and, for each file, the expression of each of them (undefined where the file lacks it). */
export interface UnitedColumns {
  readonly columns: readonly RawColumn[];
  readonly texts: readonly (readonly (Sql | undefined)[])[];
  readonly drift: readonly Pick<FileDrift, 'missing' | 'retyped'>[];
}

/**
 * Unites files' columns by their exact names, in the order in which they first appear. A name that a file has several times
 * pairs first with first, second with second. Technical columns stay out.
 */
export function uniteColumns(files: readonly RawFile[]): UnitedColumns {
  const places = new Map<string, number>();
  const columns: RawColumn[] = [];
  const found = files.map((file) => {
    const byPlace = new Map<number, FileColumn>();
    for (const [key, column] of keyed(
      file.columns.filter(({ name }) => !isTechnical(name) || name === unreadableData),
    )) {
      let place = places.get(key);
      if (place === undefined) {
        place = columns.length;
        places.set(key, place);
        columns.push({ name: column.name, column: `c${place + 1}`, sourceType: column.sourceType });
      }
      byPlace.set(place, column);
    }
    return byPlace;
  });
  return {
    columns,
    texts: found.map((file) => columns.map((_, place) => file.get(place)?.text)),
    drift: found.map((file) => ({
      missing: columns.filter((_, place) => !file.has(place)).map(({ name }) => name),
      retyped: columns.flatMap(({ name, sourceType }, place) => {
        const from = file.get(place)?.sourceType ?? sourceType;
        return from === sourceType ? [] : [{ name, from: sourceType, to: from }];
      }),
    })),
  };
}

/** Each column with its name and which one of that name it is. */
function keyed(columns: readonly FileColumn[]): readonly (readonly [string, FileColumn])[] {
  const seen = new Map<string, number>();
  return columns.map((column) => {
    const times = seen.get(column.name) ?? 0;
    seen.set(column.name, times + 1);
    return [`${times}:${column.name}`, column] as const;
  });
}
