import { murmur3 } from './murmur3.ts';

/** `bucket[N]` of one text (Iceberg specification, appendix B): (hash & INT_MAX) % N. */
export const bucketOfText = (text: string, buckets: number): number =>
  (murmur3(Buffer.from(text, 'utf8')) & 0x7fffffff) % buckets;
