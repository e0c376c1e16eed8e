import { z } from 'zod';
import type { CodeLists } from '../../contracts/data/code-lists.ts';
import type { DatasetContract } from '../../contracts/data/dataset.ts';
import type { Work } from '../base/progress.ts';
import type { Duck } from '../duck/duck.ts';
import { ident, join, type Sql, sql } from '../sql/sql.ts';
import { type NormalisationKind, normalisationsOf } from './normalisations.sql.ts';
import type { ReadingPlan } from './plan-reading.ts';
import type { TypingOptions } from './readers.ts';
import { leveled, readingsOf } from './typed.sql.ts';

/** In how many rows a field's text was changed in one way before it became the value. Never a violation. */
export interface Normalisation {
  readonly field: string;
  readonly kind: NormalisationKind;
  readonly rows: number;
}

const counts = z.record(z.string(), z.coerce.number());

/** Counts what reading a raw relation normalised, in one aggregate over it; only what happened, in the contract's order. */
export async function countNormalisations(
  duck: Duck,
  contract: DatasetContract,
  plan: ReadingPlan,
  raw: Sql,
  codeLists: CodeLists,
  options: TypingOptions,
  { signal }: Work = {},
): Promise<readonly Normalisation[]> {
  const readings = readingsOf(contract, plan, codeLists, options);
  const possible = readings.flatMap(({ field, source }) =>
    normalisationsOf(field, source, options.timezone).map((one) => ({ field: field.name, ...one })),
  );
  if (possible.length === 0) return [];
  const columns = possible.map(({ when }, index) => sql`count_if(${when}) AS ${ident(`n${index}`)}`);
  const found = await duck.row(
    sql`SELECT ${join(columns, ',\n  ')}
FROM ${leveled(raw, readings)}`,
    counts,
    signal,
  );
  return possible
    .map(({ field, kind }, index) => ({ field, kind, rows: found[`n${index}`] ?? 0 }))
    .filter(({ rows }) => rows > 0);
}
