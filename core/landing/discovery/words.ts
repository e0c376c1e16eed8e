import type { DatasetName } from '../../../contracts/data/dataset.ts';

const words: Readonly<Record<string, DatasetName>> = {
  supplier: 'suppliers',
  suppliers: 'suppliers',
  vendor: 'suppliers',
  vendors: 'suppliers',
  part: 'parts',
  parts: 'parts',
};

/** The dataset that a folder is named for; Spark and Dask write `suppliers.parquet` as a folder. */
export const datasetOfFolder = (name: string): DatasetName | undefined =>
  words[name.toLowerCase().replace(/\.(parquet|csv)$/, '')];

/**
 * The datasets that a file's name speaks of: the one it begins with, else all it mentions. `part-00000` is how Spark, Dask and
 * others number files: it speaks of none.
 */
export function datasetsOfFile(name: string): readonly DatasetName[] {
  const tokens = name
    .replace(/\.(csv|tsv|txt|parquet|pq)(\.gz)?$/i, '')
    .replace(/^part([-_.]?\d)/i, '$1')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((token) => token !== '');
  const first = words[tokens[0] ?? ''];
  const second = words[tokens[1] ?? ''];
  if (first !== undefined && second === undefined) return [first];
  return [...new Set(tokens.flatMap((token) => words[token] ?? []))];
}

/** What `check --out` writes: rows of a delivery, again. Read only where it is named as a file. */
export const isResultOfCheck = (name: string): boolean =>
  /^(suppliers|parts)\.(passing|failing)\.parquet$/.test(name);

export type FileFormat = 'parquet' | 'csv';

/** The format that a file's name promises. */
export function formatOfFile(name: string): FileFormat | undefined {
  if (/\.(parquet|pq)$/i.test(name)) return 'parquet';
  if (/\.(csv|tsv|txt)(\.gz)?$/i.test(name)) return 'csv';
  return undefined;
}
