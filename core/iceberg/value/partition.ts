/** A partition value as Avro holds it: dates are days, timestamps microseconds (bigint), decimals unscaled bytes. */
export type PartitionValue = string | number | bigint | boolean | Uint8Array | null;

/** A file's partition tuple, by partition field id. */
export type Partition = ReadonlyMap<number, PartitionValue>;

/** One text per (spec, tuple); equal exactly where both are. */
export function partitionKey(specId: number, partition: Partition): string {
  const values = [...partition]
    .toSorted(([a], [b]) => a - b)
    .map(([id, value]) => [
      id,
      typeof value,
      value instanceof Uint8Array ? Buffer.from(value).toString('hex') : textOf(value),
    ]);
  return JSON.stringify([specId, values]);
}

const textOf = (value: Exclude<PartitionValue, Uint8Array>): string | null =>
  value === null ? null : String(value);
