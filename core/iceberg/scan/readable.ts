import { QuaysideError } from '../../base/errors.ts';
import type { LiveFile } from '../manifest/types.ts';
import type { TableMetadata } from '../metadata/types.ts';
import type { IcebergType, NestedField } from '../schema/types.ts';

/** Throws TABLE_NOT_SUPPORTED for a table that would be read wrongly: it is refused rather than read in part. */
export function assertReadable(metadata: TableMetadata, live: readonly LiveFile[]): void {
  if (live.some(({ file }) => file.content === 'equality-deletes')) {
    throw refused(metadata, 'has equality deletes; compact it with the engine that wrote them');
  }
  const format = live.find(({ file }) => file.format !== 'parquet')?.file.format;
  if (format !== undefined) throw refused(metadata, `has files in ${format}; only Parquet is read`);
  if (metadata.properties['schema.name-mapping.default'] !== undefined) {
    throw refused(
      metadata,
      'holds imported files whose columns are found by name; rewrite it with the engine that imported them',
    );
  }
  const renamed = renamedBelow(metadata);
  if (renamed !== undefined) {
    throw refused(
      metadata,
      `had its nested field ${renamed} renamed or replaced; nested fields are read by name`,
    );
  }
}

/** DuckDB finds columns by field id, but fields inside structs by name: one that had two names, or a name that had two fields. */
function renamedBelow(metadata: TableMetadata): string | undefined {
  const names = new Map<number, string>();
  const ids = new Map<string, number>();
  for (const schema of metadata.schemas) {
    for (const field of schema.fields) {
      for (const { id, name } of nestedOf(field.type)) {
        const place = `${field.id}.${name}`;
        if ((names.get(id) ?? name) !== name || (ids.get(place) ?? id) !== id) return name;
        names.set(id, name);
        ids.set(place, id);
      }
    }
  }
  return undefined;
}

function nestedOf(type: IcebergType, path = ''): readonly { readonly id: number; readonly name: string }[] {
  if (typeof type === 'string') return [];
  switch (type.type) {
    case 'struct':
      return type.fields.flatMap((field: NestedField) => [
        { id: field.id, name: `${path}${field.name}` },
        ...nestedOf(field.type, `${path}${field.name}.`),
      ]);
    case 'list':
      return nestedOf(type.element, `${path}element.`);
    case 'map':
      return [...nestedOf(type.key, `${path}key.`), ...nestedOf(type.value, `${path}value.`)];
    default:
      return type satisfies never;
  }
}

const refused = (metadata: TableMetadata, why: string): QuaysideError =>
  new QuaysideError('TABLE_NOT_SUPPORTED', `The table at ${metadata.location} ${why}.`, {
    parameters: { path: metadata.location },
  });
