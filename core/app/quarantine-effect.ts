import { z } from 'zod';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Effect } from '../../contracts/quarantine/effect.ts';
import { violationCode } from '../../contracts/quarantine/selection.ts';
import type { Work } from '../base/progress.ts';
import { fieldsOf } from '../quarantine/change.sql.ts';
import type { Delta } from '../quarantine/delta.sql.ts';
import {
  cellExamplesSql,
  changeCountsSql,
  createdExamplesSql,
  earlierSql,
  freedCountsSql,
  reasonCountsSql,
} from '../quarantine/effect.sql.ts';
import type { Desk } from './quarantine-desk.ts';
import type { Fresh } from './quarantine-judge.ts';

const count = z.coerce.number().int();
const text = z.string().nullable();
const changeCounts = z.object({ changed: count, keys: count, rejects: count });
const reasonCounts = z.object({ cleared: count, clearedErrors: count, created: count, createdErrors: count });
const freedCounts = z.object({ freed: count, held: count });
const cell = z.object({ rowId: z.string(), key: text, field: z.string(), before: text, after: text });
const created = z.object({ rowId: z.string(), code: violationCode, field: text, value: text });
const earlier = z.object({ number: count, rows: count });

/** So many examples of each kind. */
const shown = 20;

/** What a change that was tried out does: `delta` are the rows as they would be, `fresh` what would be wrong with whom. */
export async function effectOf(
  desk: Desk,
  dataset: DatasetName,
  { selected, delta, fresh }: { readonly selected: number; readonly delta: Delta; readonly fresh: Fresh },
  { signal }: Work,
): Promise<Effect> {
  const { duck } = desk;
  const { contract } = desk.dataset(dataset);
  const changes = await duck.row(changeCountsSql(contract, delta), changeCounts, signal);
  const byDataset: { readonly dataset: DatasetName; readonly freed: number }[] = [];
  const examples: Effect['creates']['examples'][number][] = [];
  const sum = { cleared: 0, clearedErrors: 0, created: 0, createdErrors: 0, held: 0 };
  for (const [name, table] of fresh) {
    const reasons = await duck.row(reasonCountsSql(name, table), reasonCounts, signal);
    const { freed, held } = await duck.row(freedCountsSql(name, table), freedCounts, signal);
    byDataset.push({ dataset: name, freed });
    sum.cleared += reasons.cleared;
    sum.clearedErrors += reasons.clearedErrors;
    sum.created += reasons.created;
    sum.createdErrors += reasons.createdErrors;
    sum.held += held;
    if (reasons.created === 0) continue;
    const some = await duck.rows(createdExamplesSql(name, table, shown), created, signal);
    examples.push(...some.map((one) => ({ dataset: name, ...one })));
  }
  return {
    dataset,
    selected,
    ...changes,
    clears: { reasons: sum.cleared, errors: sum.clearedErrors },
    creates: { reasons: sum.created, errors: sum.createdErrors, examples: examples.slice(0, shown) },
    frees: byDataset.find((one) => one.dataset === dataset)?.freed ?? 0,
    freesOther: byDataset
      .filter((one) => one.dataset !== dataset && one.freed > 0)
      .map((one) => ({ dataset: one.dataset, rows: one.freed })),
    holds: sum.held,
    conflicts: await conflictsOf(desk, dataset, delta, signal),
    examples: await duck.rows(cellExamplesSql(contract, delta, shown), cell, signal),
  };
}

/** Operations that changed cells which change again. */
async function conflictsOf(
  desk: Desk,
  dataset: DatasetName,
  delta: Delta,
  signal: AbortSignal | undefined,
): Promise<Effect['conflicts']> {
  if (!desk.operations.some(({ stored }) => stored.operation.dataset === dataset)) return [];
  const found = await desk.duck.rows(earlierSql(desk.dataset(dataset).contract, delta), earlier, signal);
  return found.flatMap(({ number, rows }) => {
    const operation = desk.operations[number - 1]?.stored;
    if (operation === undefined) return [];
    const fields = operation.operation.changes.flatMap(fieldsOf);
    return fields.some((field) => delta.fields.includes(field))
      ? [{ operationId: operation.operationId, rows }]
      : [];
  });
}
