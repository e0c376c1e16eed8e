import { z } from 'zod';
import { contracts } from '../../contracts/data/contracts.ts';
import type { DatasetContract } from '../../contracts/data/dataset.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Work } from '../base/progress.ts';
import { planScan } from '../iceberg/scan/plan-scan.ts';
import { unlike } from '../silver/row-difference.sql.ts';
import type { Host } from './host.ts';
import { maskText } from './reasons.ts';
import { compareSql, countsSql, examplesSql } from './table-diff.sql.ts';
import { loadNamed } from './table-views.ts';
import { looking } from './tenant-work.ts';

export interface DiffCommand {
  readonly workspace: string;
  readonly table: string;
  readonly a: bigint;
  readonly b: bigint;
}

/** A row that differs. Values are texts, personal ones masked, and only of columns that differ; a missing row has none. */
export interface DiffExample {
  readonly difference: 'only-in-a' | 'only-in-b' | 'changed';
  readonly tenant: string;
  readonly key: string;
  readonly columns: Readonly<Record<string, { readonly a: string | null; readonly b: string | null }>>;
}

export interface DiffResult {
  readonly table: string;
  readonly a: string;
  readonly b: string;
  /** Rows by key. */
  readonly onlyInA: number;
  readonly onlyInB: number;
  readonly changed: number;
  readonly examples: readonly DiffExample[];
}

const mostExamples = 20;
const count = z.coerce.number();
const countsRow = z.object({ only_in_a: count, only_in_b: count, changed: count });
const document = z.record(z.string(), z.json());
const exampleRow = z.object({
  difference: z.enum(['only-in-a', 'only-in-b', 'changed']),
  tenant: z.string(),
  key: z.string(),
  a: z.string().nullable(),
  b: z.string().nullable(),
});

/** Which rows differ between two snapshots of a table, by key. Throws TABLE_NOT_FOUND, SNAPSHOT_NOT_FOUND; USAGE for tables without a known key. */
export const diffTable = (
  host: Host,
  { workspace, table: name, a, b }: DiffCommand,
  { signal }: Work = {},
): Promise<DiffResult> =>
  looking(host, workspace, async (open, duck) => {
    const table = await loadNamed(open, name);
    const shape = shapeOf(name);
    const plans = [
      await planScan(table, { at: { snapshotId: a } }),
      await planScan(table, { at: { snapshotId: b } }),
    ] as const;
    const [onlyA, onlyB] = unlike(...plans);
    await duck.run(compareSql(onlyA, onlyB, shape.key), signal);
    const counts = await duck.row(countsSql, countsRow, signal);
    const examples = await duck.rows(examplesSql(onlyA, onlyB, shape.key, mostExamples), exampleRow, signal);
    return {
      table: name,
      a: a.toString(),
      b: b.toString(),
      onlyInA: counts.only_in_a,
      onlyInB: counts.only_in_b,
      changed: counts.changed,
      examples: examples.map((row) => exampleOf(row, shape.personal)),
    };
  });

interface Shape {
  readonly key: string;
  readonly personal: ReadonlySet<string>;
}

/** Of a quarantine table everything that came with the row may be personal: it is not known which field a text belongs to. */
function shapeOf(name: string): Shape {
  const personalOf = ({ fields }: DatasetContract) =>
    fields.filter(({ pii }) => pii).map((field) => field.name);
  for (const contract of Object.values(contracts)) {
    if (contract.silverTable === name)
      return { key: contract.primaryKey.field, personal: new Set([...personalOf(contract), 'extras']) };
    if (contract.quarantineTable === name) {
      const texts = contract.fields.map((field) => `raw__${field.name}`);
      return { key: 'row_id', personal: new Set([...texts, 'extras', 'violations']) };
    }
  }
  throw new QuaysideError(
    'USAGE',
    `${name} has no key that Quayside knows; expected one of its own tables.`,
    {
      parameters: { table: name },
    },
  );
}

function exampleOf({ a, b, ...row }: z.infer<typeof exampleRow>, personal: ReadonlySet<string>): DiffExample {
  const [before, after] = [a, b].map((text) => (text === null ? {} : document.parse(JSON.parse(text))));
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const textOf = (name: string, value: z.infer<typeof document>[string] | undefined): string | null => {
    if (value === undefined || value === null) return null;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return personal.has(name) ? maskText(text) : text;
  };
  const differs = (name: string): boolean =>
    JSON.stringify(before?.[name] ?? null) !== JSON.stringify(after?.[name] ?? null);
  const columns = names
    .filter(differs)
    .map((name) => [name, { a: textOf(name, before?.[name]), b: textOf(name, after?.[name]) }]);
  return { ...row, columns: Object.fromEntries(columns) };
}
