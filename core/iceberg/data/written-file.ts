import { z } from 'zod';

const textMap = z.array(z.object({ key: z.string(), value: z.string().nullable() }));

/** A row of `COPY … (RETURN_STATS)`: one per file. Statistics are text, per leaf under its quoted, dotted path. */
export const writtenFile = z.object({
  filename: z.string(),
  count: z.coerce.number(),
  file_size_bytes: z.coerce.number(),
  column_statistics: z
    .array(z.object({ key: z.string(), value: textMap }))
    .transform((columns) => new Map(columns.map(({ key, value }) => [key, toMap(value)]))),
  partition_keys: textMap.nullable().transform((keys) => toMap(keys ?? [])),
});

export type WrittenFile = z.infer<typeof writtenFile>;

const toMap = (pairs: z.infer<typeof textMap>): ReadonlyMap<string, string | null> =>
  new Map(pairs.map(({ key, value }) => [key, value]));
