import { decimalOf } from '../schema/duck-types.ts';
import type { PrimitiveType } from '../schema/types.ts';
import type { PartitionValue } from './partition.ts';

/** Single values as bytes (Iceberg specification, appendix D), for bounds and partition summaries. */

export function encodeInt(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

export function encodeLong(value: bigint): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return bytes;
}

export function encodeFloat(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

export function encodeDouble(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

/** The unscaled value of a decimal, big-endian two's complement, as few bytes as possible. */
export function encodeUnscaled(value: bigint): Uint8Array {
  let length = 1;
  while (BigInt.asIntN(8 * length, value) !== value) length += 1;
  const hex = BigInt.asUintN(8 * length, value)
    .toString(16)
    .padStart(2 * length, '0');
  return Buffer.from(hex, 'hex');
}

/** A partition value as a bound of its type. */
export function encodePartitionValue(type: PrimitiveType, value: Exclude<PartitionValue, null>): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return Buffer.from(value);
  if (typeof value === 'boolean') return Uint8Array.of(value ? 1 : 0);
  if (typeof value === 'bigint') return encodeLong(value);
  if (type === 'float') return encodeFloat(value);
  if (type === 'double') return encodeDouble(value);
  return encodeInt(value);
}

/** A bound of a type back as a value; undefined where the bytes cannot be one. An int column that became long has 4 byte bounds. */
export function decodePartitionValue(
  type: PrimitiveType,
  bytes: Uint8Array,
): Exclude<PartitionValue, null> | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === 'string') return buffer.toString('utf8');
  if (type === 'boolean') return buffer[0] !== 0;
  if (type === 'binary' || type === 'uuid' || type.startsWith('fixed') || decimalOf(type) !== undefined)
    return bytes;
  if (type === 'float') return buffer.length === 4 ? buffer.readFloatLE() : undefined;
  if (type === 'double') return buffer.length === 8 ? buffer.readDoubleLE() : undefined;
  if (type === 'int' || type === 'date') return buffer.length === 4 ? buffer.readInt32LE() : undefined;
  if (buffer.length === 4) return BigInt(buffer.readInt32LE());
  return buffer.length === 8 ? buffer.readBigInt64LE() : undefined;
}

/** The order of partition values of one type; text by UTF-8 bytes, as the specification orders it. */
export function comparePartitionValues(
  a: Exclude<PartitionValue, null>,
  b: Exclude<PartitionValue, null>,
): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}
