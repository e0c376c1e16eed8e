import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { QuaysideError } from '../../base/errors.ts';
import type { IcebergType } from '../schema/types.ts';
import { parseJson, stringifyJson } from './json.ts';
import type { TableMetadata } from './types.ts';

const count = z.int();
const id = z.union([z.int(), z.bigint()]).transform((value) => BigInt(value));

const nestedType: z.ZodType<IcebergType> = z.lazy(() =>
  z.union([
    z.string(),
    z.looseObject({ type: z.literal('struct'), fields: z.array(nestedField) }),
    z.looseObject({
      type: z.literal('list'),
      'element-id': count,
      element: nestedType,
      'element-required': z.boolean(),
    }),
    z.looseObject({
      type: z.literal('map'),
      'key-id': count,
      key: nestedType,
      'value-id': count,
      value: nestedType,
      'value-required': z.boolean(),
    }),
  ]),
);

const nestedField = z.looseObject({
  id: count,
  name: z.string(),
  required: z.boolean(),
  type: nestedType,
  doc: z.string().optional(),
});

const schema = z.looseObject({
  type: z.literal('struct'),
  'schema-id': count,
  'identifier-field-ids': z.array(count).optional(),
  fields: z.array(nestedField),
});

const partitionSpec = z.looseObject({
  'spec-id': count,
  fields: z.array(
    z.looseObject({ 'source-id': count, 'field-id': count, name: z.string(), transform: z.string() }),
  ),
});

const snapshot = z.looseObject({
  'snapshot-id': id,
  'parent-snapshot-id': id.nullish(),
  'sequence-number': count,
  'timestamp-ms': count,
  'manifest-list': z.string(),
  summary: z.record(z.string(), z.string()).optional(),
  'schema-id': count.nullish(),
});

const statistics = z.array(z.looseObject({ 'snapshot-id': id, 'statistics-path': z.string() })).optional();

const metadata = z.looseObject({
  'format-version': z.literal(2),
  'table-uuid': z.string(),
  location: z.string(),
  'last-sequence-number': count,
  'last-updated-ms': count,
  'last-column-id': count,
  'current-schema-id': count,
  schemas: z.array(schema),
  'default-spec-id': count,
  'partition-specs': z.array(partitionSpec),
  'last-partition-id': count,
  'default-sort-order-id': count,
  'sort-orders': z.array(z.looseObject({ 'order-id': count, fields: z.array(z.unknown()) })),
  properties: z.record(z.string(), z.string()).default({}),
  'current-snapshot-id': id
    .nullish()
    .transform((value) => (value === undefined || value === -1n ? null : value)),
  snapshots: z.array(snapshot).default([]),
  refs: z
    .record(z.string(), z.looseObject({ 'snapshot-id': id, type: z.enum(['branch', 'tag']) }))
    .optional(),
  'snapshot-log': z.array(z.looseObject({ 'timestamp-ms': count, 'snapshot-id': id })).default([]),
  'metadata-log': z.array(z.looseObject({ 'timestamp-ms': count, 'metadata-file': z.string() })).default([]),
  statistics,
  'partition-statistics': statistics,
});

/** Reads a metadata file. Throws TABLE_NOT_SUPPORTED for other format versions, TABLE_DAMAGED for what is no metadata. */
export function parseMetadata(bytes: Uint8Array, location: string): TableMetadata {
  const json = parsed(bytes, location);
  const version = z.looseObject({ 'format-version': z.number() }).safeParse(json).data?.['format-version'];
  if (version !== undefined && version !== 2) {
    throw new QuaysideError(
      'TABLE_NOT_SUPPORTED',
      `${location} is of Iceberg format version ${version}; Quayside reads and writes version 2.`,
      { parameters: { path: location, version } },
    );
  }
  const result = metadata.safeParse(json);
  if (!result.success) throw damaged(location, result.error);
  const { refs, ...rest } = result.data;
  const head = rest['current-snapshot-id'];
  return { ...rest, refs: refs ?? (head === null ? {} : { main: { 'snapshot-id': head, type: 'branch' } }) };
}

/** The bytes of a metadata file. A table without a current snapshot is written as -1, which every reader accepts. */
export function formatMetadata(value: TableMetadata): Uint8Array {
  return Buffer.from(stringifyJson({ ...value, 'current-snapshot-id': value['current-snapshot-id'] ?? -1 }));
}

function parsed(bytes: Uint8Array, location: string): unknown {
  try {
    const plain = isGzip(bytes) ? gunzipSync(bytes, { maxOutputLength: largest }) : bytes;
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(plain));
  } catch (cause) {
    throw damaged(location, cause);
  }
}

/** Other engines may compress it, under a name of their choice. */
const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

const largest = 512 * 1024 ** 2;

function damaged(location: string, cause: unknown): QuaysideError {
  return new QuaysideError(
    'TABLE_DAMAGED',
    `${location} is not Iceberg table metadata; restore the file or go back to an earlier one.`,
    { cause, parameters: { path: location } },
  );
}
