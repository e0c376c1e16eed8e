import { expect, test } from 'vitest';
import { applyChanges } from '../../core/iceberg/change/apply.ts';
import { parseJson, stringifyJson } from '../../core/iceberg/metadata/json.ts';
import { formatMetadata, parseMetadata } from '../../core/iceberg/metadata/metadata-file.ts';
import { newTableMetadata } from '../../core/iceberg/metadata/new-table.ts';
import type { TableMetadata } from '../../core/iceberg/metadata/types.ts';
import { canonicalLocation } from '../../core/iceberg/storage/location.ts';
import { goods } from './lake.ts';

const fresh = (): TableMetadata => newTableMetadata(goods, 'file:///lake/goods', 'u', 1000);

test('JSON goes round without rounding', () => {
  const text =
    '{"id":9223372036854775807,"negative":-9007199254740993,"x":1.0,"pi":3.14159265358979323846,"e":1e400,"s":"9223372036854775807","list":[1,null,true],"k\\"\\u0000":{}}';
  expect(stringifyJson(parseJson(text))).toBe(text);
  expect(parseJson('{"a":9007199254740993,"b":5}')).toEqual({ a: 9007199254740993n, b: 5 });
});

test('metadata of another engine keeps its ids and what only that engine knows', () => {
  const foreign = stringifyJson({
    ...fresh(),
    'current-snapshot-id': 9223372036854775807n,
    snapshots: [
      {
        'snapshot-id': 9223372036854775807n,
        'parent-snapshot-id': 8123372036854775801n,
        'sequence-number': 3,
        'timestamp-ms': 1001,
        'manifest-list': 'file:/lake/goods/metadata/snap.avro',
        summary: { operation: 'append', 'spark.app.id': 'x' },
        'key-id': 'k1',
      },
    ],
    refs: { main: { 'snapshot-id': 9223372036854775807n, type: 'branch', 'max-ref-age-ms': 5 } },
    'encryption-keys': [{ 'key-id': 'k1', number: 12345678901234567890n }],
    schemas: [{ ...fresh().schemas[0], 'engine-note': 'n' }],
  });
  const read = parseMetadata(Buffer.from(foreign), 'x');
  expect(read['current-snapshot-id']).toBe(9223372036854775807n);
  const changed = applyChanges(read, [{ kind: 'set-properties', properties: { a: 'b' } }], 2000);
  const written = parseJson(Buffer.from(formatMetadata(changed)).toString());
  const expected = parseJson(foreign);
  expect(written).toEqual({
    ...Object(expected),
    properties: { 'write.parquet.compression-codec': 'zstd', a: 'b' },
  });
});

test('other format versions and broken files are refused', () => {
  const version = (n: number): Uint8Array => Buffer.from(stringifyJson({ ...fresh(), 'format-version': n }));
  expect(() => parseMetadata(version(3), 'f')).toThrow(
    expect.objectContaining({ code: 'TABLE_NOT_SUPPORTED' }),
  );
  expect(() => parseMetadata(version(1), 'f')).toThrow(
    expect.objectContaining({ code: 'TABLE_NOT_SUPPORTED' }),
  );
  expect(() => parseMetadata(Buffer.from('{"format-version": 2}'), 'f')).toThrow(
    expect.objectContaining({ code: 'TABLE_DAMAGED' }),
  );
  expect(() => parseMetadata(Buffer.from('{'), 'f')).toThrow(
    expect.objectContaining({ code: 'TABLE_DAMAGED' }),
  );
});

test('schema edits keep ids, and impossible ones say why', () => {
  const edited = applyChanges(
    fresh(),
    [
      {
        kind: 'update-schema',
        edits: [
          { kind: 'add', name: 'note', type: 'string' },
          { kind: 'rename', id: 1, name: 'SKU' },
          { kind: 'widen', id: 3, type: 'long' },
          { kind: 'widen', id: 4, type: 'decimal(38, 2)' },
        ],
      },
    ],
    2000,
  );
  expect(edited['last-column-id']).toBe(104);
  expect(
    edited.schemas
      .at(-1)
      ?.fields.map(({ id, name, type }) => [id, name, typeof type === 'string' ? type : type.type]),
  ).toEqual([
    [1, 'SKU', 'string'],
    [2, 'tenant_id', 'string'],
    [3, 'stock', 'long'],
    [4, 'price', 'decimal(38, 2)'],
    [5, 'made_on', 'date'],
    [6, 'seen_at', 'timestamptz'],
    [7, 'tags', 'list'],
    [9, 'geo', 'struct'],
    [101, 'extras', 'map'],
    [104, 'note', 'string'],
  ]);
  const edit = (one: Parameters<typeof applyChanges>[1][number]) => () => applyChanges(fresh(), [one], 2000);
  expect(edit({ kind: 'update-schema', edits: [{ kind: 'add', name: 'Stock', type: 'int' }] })).toThrow(
    /already has/,
  );
  expect(edit({ kind: 'update-schema', edits: [{ kind: 'add', name: 'x', type: 'int', id: 10 }] })).toThrow(
    /field id 10/,
  );
  expect(edit({ kind: 'update-schema', edits: [{ kind: 'widen', id: 4, type: 'decimal(14, 3)' }] })).toThrow(
    /cannot become/,
  );
  expect(edit({ kind: 'update-schema', edits: [{ kind: 'rename', id: 77, name: 'x' }] })).toThrow(
    /no column/,
  );
  expect(edit({ kind: 'remove-ref', name: 'main' })).toThrow(/main/);
});

test('a location has one canonical spelling', () => {
  for (const spelling of [
    'file:/lake/a b%20',
    'file:///lake/a b%20',
    'file://localhost/lake/a b%20',
    '/lake/x/../a b%20',
  ]) {
    expect(canonicalLocation(spelling)).toBe('/lake/a b%20');
  }
  expect(canonicalLocation('file:///C:/lake/x')).toBe('C:/lake/x');
  expect(canonicalLocation('s3://bucket/x')).toBe('s3://bucket/x');
});
