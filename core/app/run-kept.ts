import type { JudgeDataset, Judgement } from '../rules/judge.ts';
import { keptRows, restRows, writtenRows } from '../rules/judging.sql.ts';
import { verdictTable, violationTable } from '../rules/working-tables.ts';
import { type JudgedRows, keptValues } from '../silver/upsert.sql.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import type { ReadDataset } from './pipeline.ts';
import { timeValues } from './run-as-of.ts';

type Keep = NonNullable<JudgeDataset['keep']>;

/** What the judging of a run keeps of every row: for publishing, and for how long the verdict holds. */
export function keptOf({ contract }: Pick<ReadDataset, 'contract'>): Keep {
  const all = [...keptValues(contract), ...timeValues(contract)];
  return [...new Map(all.map((kept) => [kept.name, kept])).values()];
}

/** All values of the rows that cannot go the short way, so that they need not be read once more to be written. */
export const restOf = ({ contract: { fields } }: Pick<ReadDataset, 'contract'>): Keep =>
  fields.map(({ name }) => ({ name: `value:${name}`, value: ident(name) }));

/** A judged dataset as publishing asks for it. `usual`: the datasets of which rows went the short way. */
export function judgedRows(read: ReadDataset, usual: Judgement['usual'] = new Set()): JudgedRows {
  const { dataset } = read.contract;
  return {
    typed: read.typed,
    typedOf: usual.has(dataset) ? (selection) => eitherWay(read, selection) : read.typedOf,
    writtenOf: (selection) =>
      sql`(FROM ${writtenRows(dataset)} SEMI JOIN ${selection} USING (file_no, row_no))`,
    kept: keptRows(dataset, keptOf(read)),
    verdicts: verdictTable(dataset),
    violations: violationTable(dataset),
    batchId: read.batch.batchId,
    files: read.batch.objects,
  };
}

/** Rows that went the short way are read by it again, the others are kept: file_no, row_no, fields and extras. */
function eitherWay(read: ReadDataset, selection: Sql): Sql {
  const { dataset, fields } = read.contract;
  const extras = { name: 'extras', value: ident('extras') };
  const rest = restRows(dataset, [...restOf(read), extras]);
  // The rest is a small part: a join with the others would cost ten times as much.
  const usual = sql`(FROM ${selection} ANTI JOIN (SELECT file_no, row_no FROM ${rest}) USING (file_no, row_no))`;
  return sql`(
    SELECT file_no, row_no, ${fields.map(({ name }) => ident(name))}, extras
    FROM ${read.usualOf(usual)}
    UNION ALL
    SELECT file_no, row_no, ${fields.map(({ name }) => sql`${ident(`value:${name}`)} AS ${ident(name)}`)}, extras
    FROM ${rest}
    SEMI JOIN ${selection} USING (file_no, row_no)
  )`;
}
