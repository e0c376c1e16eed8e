import { type DatasetContract, type DatasetName } from '../../contracts/data/dataset.ts';
import { type ViolationCode, violationCodes } from '../../contracts/data/violation-codes.ts';
import { olderOfKeys, olderThanSeen, repeatsAmong } from './keys.ts';
import { readRows } from './read-row.ts';
import { breaches, type Marked } from './row-rules.ts';
import { codesHeldBySilver, foreignToSilver, sharedCodes } from './silver-keys.ts';
import { readTimestamp } from './times.ts';
import type { Delivered, Disposition, JudgedRow, ReadRow, Violation } from './types.ts';

/**
 * The verdict on every row of a delivery, row by row and rule by rule as data-contracts.md says it: a second implementation that
 * shares nothing with core/contract and core/rules but the contracts and code lists.
 */
export function judgeRows(
  delivered: Delivered,
): Readonly<Partial<Record<DatasetName, readonly JudgedRow[]>>> {
  const suppliers = judgeDataset(delivered, delivered.contracts.suppliers, new Set());
  const present = new Set((delivered.silver?.suppliers ?? []).map(({ id }) => id));
  for (const { read, judged } of suppliers) {
    if (judged.disposition === 'passed' && read.id !== null) present.add(read.id);
  }
  const parts = judgeDataset(delivered, delivered.contracts.parts, present);
  return {
    ...(delivered.rows.suppliers && { suppliers: suppliers.map(({ judged }) => judged) }),
    ...(delivered.rows.parts && { parts: parts.map(({ judged }) => judged) }),
  };
}

interface Judgement {
  readonly read: ReadRow;
  readonly judged: JudgedRow;
}

function judgeDataset(
  delivered: Delivered,
  contract: DatasetContract,
  suppliers: ReadonlySet<string>,
): readonly Judgement[] {
  const rows = readRows(delivered, contract);
  const repeated = repeatsAmong(rows);
  const superseded = supersededAmong(
    rows.filter((row) => !repeated.has(row)),
    delivered,
    contract,
  );
  const left = rows.filter((row) => !repeated.has(row) && !superseded.has(row));
  const marks = new Map(
    left.map((row): [ReadRow, Marked[]] => [
      row,
      [...breaches(row, contract.rowRules, contract.reads, delivered)],
    ]),
  );
  const dangling = new Map(left.map((row) => [row, orphans(row, contract, suppliers)]));
  const orphaned = new Set(left.filter((row) => !isSound(dangling.get(row), delivered)));
  markKeys(marks, orphaned, delivered, contract);
  for (const [row, marked] of marks) marked.push(...(dangling.get(row) ?? []));
  return rows.map((read) => {
    const violations = (marks.get(read) ?? []).flatMap((mark) => reported(mark, delivered));
    const disposition = disposed(read, repeated, superseded, violations);
    const values = Object.fromEntries([...read.fields].map(([name, { canonical }]) => [name, canonical]));
    const { fileNo, rowNo } = read.raw;
    return { read, judged: { fileNo, rowNo, disposition, violations, values } };
  });
}

function supersededAmong(
  rows: readonly ReadRow[],
  { tenant, changeFeed, seen }: Delivered,
  { dataset }: DatasetContract,
): ReadonlySet<ReadRow> {
  const newest = new Map(
    (seen?.[dataset] ?? []).map((key) => [key.id, readTimestamp(key.newest, 'UTC') ?? 0n]),
  );
  return olderThanSeen(rows, tenant, newest).union(changeFeed ? olderOfKeys(rows) : new Set());
}

/** Duplicates, then shared codes, then silver: each among the rows that have no error yet, foreign keys not counted. */
function markKeys(
  marks: ReadonlyMap<ReadRow, Marked[]>,
  orphaned: ReadonlySet<ReadRow>,
  delivered: Delivered,
  contract: DatasetContract,
): void {
  const { primaryKey, businessKey, collision, dataset } = contract;
  const silver = delivered.silver?.[dataset] ?? [];
  const sound = (): readonly ReadRow[] =>
    [...marks.keys()].filter((row) => isSound(marks.get(row), delivered));
  const mark = (rows: ReadonlySet<ReadRow>, code: ViolationCode, field: string): void => {
    for (const row of rows) marks.get(row)?.push({ code, field });
  };
  mark(olderOfKeys(sound()), primaryKey.duplicate, primaryKey.field);
  mark(sharedCodes(sound(), silver), businessKey.duplicate, businessKey.field);
  mark(foreignToSilver(sound(), silver), collision, primaryKey.field);
  mark(codesHeldBySilver(sound(), silver, orphaned), businessKey.duplicate, businessKey.field);
}

/** References to suppliers that neither pass nor are in silver; one a field. */
function orphans(
  { fields }: ReadRow,
  { foreignKeys }: DatasetContract,
  suppliers: ReadonlySet<string>,
): readonly Marked[] {
  return foreignKeys
    .filter(({ field }) => {
      const { elements, canonical } = fields.get(field) ?? { canonical: null };
      const references = elements ?? (canonical === null ? [] : [canonical]);
      return references.some((reference) => !suppliers.has(reference));
    })
    .map(({ field, orphan }) => ({ code: orphan, field }));
}

const isSound = (marks: readonly Marked[] = [], delivered: Delivered): boolean =>
  marks.every(({ code }) => severityOf(code, delivered) !== 'error');

function severityOf(code: ViolationCode, { severities }: Delivered) {
  const facts = violationCodes[code];
  return 'locked' in facts ? facts.severity : (severities[code] ?? facts.severity);
}

function reported({ code, field }: Marked, delivered: Delivered): readonly Violation[] {
  const severity = severityOf(code, delivered);
  return severity === 'off' ? [] : [{ code, severity, field }];
}

function disposed(
  row: ReadRow,
  repeated: ReadonlySet<ReadRow>,
  superseded: ReadonlySet<ReadRow>,
  violations: readonly Violation[],
): Disposition {
  if (repeated.has(row)) return 'repeated';
  if (superseded.has(row)) return 'superseded';
  return violations.some(({ severity }) => severity === 'error') ? 'quarantined' : 'passed';
}
