import { constants, deflateRawSync, inflateRawSync, zstdDecompressSync } from 'node:zlib';
import { QuaysideError } from '../../base/errors.ts';
import { recordCodec } from './codec.ts';
import { parseSchema } from './parse-schema.ts';
import type { AvroSchema } from './schema.ts';
import { zigZag } from './zig-zag.ts';

const magic = Buffer.from('Obj\x01', 'latin1');
const syncLength = 16;
const recordsPerBlock = 4000;
const largestBlock = 512 * 1024 ** 2;

const header = recordCodec({ type: 'map', values: 'bytes' });

/** An Avro object container file (Avro 1.11 specification, "Object Container Files"). */
export interface AvroFile {
  readonly schema: AvroSchema;
  readonly metadata: ReadonlyMap<string, string>;
  readonly records: readonly unknown[];
}

/** The file's bytes, deflated. The schema's text is written as given, so that Iceberg's field ids survive. `sync` is 16 random bytes. */
export function writeAvro(file: AvroFile, sync: Uint8Array): Uint8Array {
  const codec = recordCodec(file.schema);
  const metadata = {
    ...Object.fromEntries([...file.metadata].map(([key, value]) => [key, Buffer.from(value)])),
    'avro.codec': Buffer.from('deflate'),
    'avro.schema': Buffer.from(JSON.stringify(file.schema)),
  };
  const pieces: Uint8Array[] = [magic, header.encode(metadata), sync];
  for (let from = 0; from < file.records.length; from += recordsPerBlock) {
    const records = file.records.slice(from, from + recordsPerBlock);
    const block = deflateRawSync(Buffer.concat(records.map((record) => codec.encode(record))));
    pieces.push(zigZag.encode(records.length), zigZag.encode(block.length), block, sync);
  }
  return Buffer.concat(pieces);
}

/** Reads a whole file. Throws TABLE_DAMAGED, naming `location`, for what is not one or is cut off. */
export function readAvro(bytes: Uint8Array, location: string): AvroFile {
  try {
    return decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (cause) {
    if (cause instanceof QuaysideError) throw cause;
    throw new QuaysideError(
      'TABLE_DAMAGED',
      `${location} cannot be read as Avro (${cause instanceof Error ? cause.message : String(cause)}); restore the file or go back to an earlier snapshot.`,
      { cause, parameters: { path: location } },
    );
  }
}

function decode(bytes: Buffer): AvroFile {
  if (!bytes.subarray(0, magic.length).equals(magic)) throw new Error('it does not start with Obj1');
  const { record, next } = header.decode(bytes, magic.length);
  const metadata = textMap(record);
  const schema = parseSchema(metadata.get('avro.schema') ?? '');
  const inflate = decompressor(metadata.get('avro.codec') ?? 'null');
  const sync = bytes.subarray(next, next + syncLength);
  const codec = recordCodec(schema);
  const records: unknown[] = [];
  for (let at = next + syncLength; at < bytes.length; ) {
    const count = zigZag.decode(bytes, at);
    const length = zigZag.decode(bytes, count.next);
    const end = length.next + length.value;
    if (!bytes.subarray(end, end + syncLength).equals(sync))
      throw new Error('a block does not end in its marker');
    const block = inflate(bytes.subarray(length.next, end));
    for (let record = 0, from = 0; record < count.value; record += 1) {
      const decoded = codec.decode(block, from);
      records.push(decoded.record);
      from = decoded.next;
    }
    at = end + syncLength;
  }
  return { schema, metadata, records };
}

function decompressor(codec: string): (block: Buffer) => Buffer {
  switch (codec) {
    case 'null':
      return (block) => block;
    case 'deflate':
      return (block) =>
        inflateRawSync(block, { maxOutputLength: largestBlock, finishFlush: constants.Z_SYNC_FLUSH });
    case 'zstandard':
      return (block) => zstdDecompressSync(block, { maxOutputLength: largestBlock });
    default:
      throw new QuaysideError(
        'TABLE_NOT_SUPPORTED',
        `The table's manifests are compressed with ${codec}; Quayside reads deflate, zstandard and uncompressed ones.`,
        { parameters: { codec } },
      );
  }
}

function textMap(record: unknown): ReadonlyMap<string, string> {
  if (typeof record !== 'object' || record === null) throw new Error('it has no header');
  return new Map(
    Object.entries(record).map(([key, value]) => [
      key,
      value instanceof Uint8Array ? Buffer.from(value).toString() : '',
    ]),
  );
}
