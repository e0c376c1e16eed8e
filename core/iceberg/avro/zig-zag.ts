/** Avro's variable-length zig-zag integers, for the counts and lengths of blocks. */
export const zigZag = {
  encode(value: number): Uint8Array {
    const bytes: number[] = [];
    let rest = BigInt(value) << 1n;
    while (rest > 127n) {
      bytes.push(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    return Uint8Array.from([...bytes, Number(rest)]);
  },

  /** Throws where the number does not end or is no count. */
  decode(bytes: Uint8Array, from: number): { readonly value: number; readonly next: number } {
    let value = 0n;
    for (let at = from, shift = 0n; shift < 64n; at += 1, shift += 7n) {
      const byte = bytes[at];
      if (byte === undefined) break;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) {
        const decoded = Number((value >> 1n) ^ -(value & 1n));
        if (decoded < 0 || decoded > bytes.length * 2000) break;
        return { value: decoded, next: at + 1 };
      }
    }
    throw new RangeError('a count is cut off or impossible');
  },
};
