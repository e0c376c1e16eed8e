import { z } from 'zod';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Duck } from '../duck/duck.ts';
import type { Use } from './full.sql.ts';
import { type FullCounts, type FullPolicy, planFull } from './full.ts';
import { changeCountsSql, changeSql, type JudgedRows } from './upsert.sql.ts';
import { silverTables } from './working-tables.ts';

/** What becomes of a full delivery's missing keys, and where keys are referred to. */
export interface Full {
  readonly policy: FullPolicy;
  readonly uses: readonly Use[];
}

/** Passing rows beside what silver has of their keys. */
interface Compared {
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly full?: FullCounts;
}

const count = z.coerce.number().int();
const changeCounts = z.object({ inserted: count, updated: count, unchanged: count });

/** Finds what a dataset's judged rows change in silver, as the working table `change`; nothing is written. Its tenant is held. */
export async function compareDataset(
  duck: Duck,
  dataset: DatasetName,
  rows: JudgedRows,
  full: Full | undefined,
  signal: AbortSignal | undefined,
): Promise<Compared> {
  const tables = silverTables(dataset);
  await duck.run(changeSql(tables, rows), signal);
  const changes = await duck.row(changeCountsSql(tables), changeCounts, signal);
  if (full === undefined) return changes;
  return { ...changes, full: await planFull(duck, tables, rows.kept, full.uses, full.policy, signal) };
}
