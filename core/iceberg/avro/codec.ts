import avsc from 'avsc';
import type { AvroSchema } from './schema.ts';

/** Encodes and decodes single records of one schema; longs are bigint, optional values are the value or null. */
export interface RecordCodec {
  encode(record: unknown): Uint8Array;
  /** The record at `from` and where the next one starts. Throws where the bytes end too early. */
  decode(bytes: Buffer, from: number): { readonly record: unknown; readonly next: number };
}

/** avsc's codec. It drops keys it does not know when it writes a schema out, so a container keeps the schema's own text. */
export function recordCodec(schema: AvroSchema): RecordCodec {
  const type = avsc.Type.forSchema(JSON.parse(JSON.stringify(schema)), {
    wrapUnions: false,
    typeHook: longAsBigInt(),
  });
  return {
    encode: (record) => type.toBuffer(record),
    decode(bytes, from) {
      const { value, offset }: { value: unknown; offset: number } = type.decode(bytes, from);
      if (offset < 0) throw new RangeError('the Avro block ends within a record');
      return { record: value, next: offset };
    },
  };
}

function longAsBigInt(): (schema: unknown) => avsc.Type | undefined {
  const long = avsc.types.LongType.__with({
    fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(0),
    toBuffer: (value: bigint) => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64LE(value);
      return bytes;
    },
    fromJSON: BigInt,
    toJSON: String,
    isValid: (value: unknown) => typeof value === 'bigint',
    compare: (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0),
  });
  return (schema) => (schema === 'long' || isLongObject(schema) ? long : undefined);
}

const isLongObject = (schema: unknown): boolean =>
  typeof schema === 'object' && schema !== null && 'type' in schema && schema.type === 'long';
