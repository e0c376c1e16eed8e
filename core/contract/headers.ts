import type { Field } from '../../contracts/data/dataset.ts';

/** A source column: its header (data) and the raw relation's column of it. */
export interface NamedColumn {
  readonly name: string;
  readonly column: string;
}

export interface MatchedHeaders {
  /** Field → its column. */
  readonly fields: ReadonlyMap<string, NamedColumn>;
  /** Geo field without a column of its own → its two columns, of which one may be missing. */
  readonly pairs: ReadonlyMap<string, { readonly lat: string | null; readonly lon: string | null }>;
  readonly ambiguous: readonly {
    readonly field: string;
    readonly used: NamedColumn;
    readonly others: readonly NamedColumn[];
  }[];
  /** Columns that mean no field. */
  readonly unknown: readonly NamedColumn[];
  /** Raw columns that a field reads. */
  readonly used: ReadonlySet<string>;
}

/**
 * Which header means which field: its name exactly, else trimmed, in any case, with spaces, dashes and dots for underscores. Of
 * several headers for a field the exact one is used, else the first.
 */
export function matchHeaders(fields: readonly Field[], columns: readonly NamedColumn[]): MatchedHeaders {
  const byName = Map.groupBy(columns, ({ name }) => loosened(name));
  const found = fields.flatMap((field) => {
    const candidates = byName.get(field.name) ?? [];
    const used = candidates.find(({ name }) => name === field.name) ?? candidates[0];
    const others = candidates.filter((candidate) => candidate !== used);
    return used === undefined ? [] : [{ field: field.name, used, others }];
  });
  const matched = new Map(found.map(({ field, used }) => [field, used]));
  const pairs = new Map(
    fields
      .filter(({ name, type }) => type.kind === 'geo' && !matched.has(name))
      .flatMap(({ name }) => {
        const pair = pairOf(name, byName);
        return pair === undefined ? [] : [[name, pair] as const];
      }),
  );
  const used = new Set([
    ...found.map((one) => one.used.column),
    ...[...pairs.values()].flatMap(({ lat, lon }) => [lat, lon]).filter((column) => column !== null),
  ]);
  const aside = new Set(found.flatMap(({ others }) => others.map(({ column }) => column)));
  return {
    fields: matched,
    pairs,
    ambiguous: found.filter(({ others }) => others.length > 0),
    unknown: columns.filter(({ column }) => !used.has(column) && !aside.has(column)),
    used,
  };
}

export const loosened = (header: string): string =>
  header
    .trim()
    .toLowerCase()
    .replaceAll(/[\s.\-_]+/g, '_');

/** `geo_coords` may come as geo_lat and geo_lon, geo_latitude and geo_longitude, or with the field's whole name before. */
function pairOf(
  field: string,
  byName: ReadonlyMap<string, readonly NamedColumn[]>,
): { readonly lat: string | null; readonly lon: string | null } | undefined {
  const prefixes = new Set([field, field.split('_')[0] ?? field]);
  const axis = (...names: readonly string[]): string | null => {
    const headers = [...prefixes].flatMap((prefix) => names.map((name) => `${prefix}_${name}`));
    return (
      headers.map((header) => byName.get(header)?.[0]?.column).find((column) => column !== undefined) ?? null
    );
  };
  const lat = axis('lat', 'latitude');
  const lon = axis('lon', 'longitude');
  return lat === null && lon === null ? undefined : { lat, lon };
}
