import type { JudgeDataset } from '../rules/judge.ts';
import { keptRows } from '../rules/judging.sql.ts';
import { verdictTable, violationTable } from '../rules/working-tables.ts';
import { type JudgedRows, keptValues } from '../silver/upsert.sql.ts';
import type { ReadDataset } from './pipeline.ts';
import { timeValues } from './run-as-of.ts';

type Keep = NonNullable<JudgeDataset['keep']>;

/** What the judging of a run keeps of every row: for publishing, and for how long the verdict holds. */
export function keptOf({ contract }: Pick<ReadDataset, 'contract'>): Keep {
  const all = [...keptValues(contract), ...timeValues(contract)];
  return [...new Map(all.map((kept) => [kept.name, kept])).values()];
}

/** A judged dataset as publishing asks for it. */
export function judgedRows(read: ReadDataset): JudgedRows {
  const { dataset } = read.contract;
  return {
    typed: read.typed,
    typedOf: read.typedOf,
    writtenOf: read.writtenOf,
    kept: keptRows(dataset, keptOf(read)),
    verdicts: verdictTable(dataset),
    violations: violationTable(dataset),
    batchId: read.batch.batchId,
  };
}
