import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Selection } from '../../contracts/quarantine/selection.ts';
import { deskTables, rawOf } from '../quarantine/desk-tables.ts';
import { stateNow } from '../quarantine/state.sql.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import { type GridSource, kindOf } from './grid.ts';
import type { Desk } from './quarantine-desk.ts';
import { selectedRowsSql } from './quarantine-preview.ts';

/** What stands before the fields of a row, and how it is had from a desk's `now` (w) and `verdict` (v). */
const before = [
  ['_rowId', 'VARCHAR', sql`w.row_id`],
  ['_key', 'VARCHAR', sql`v.key`],
  ['_state', 'VARCHAR', stateNow],
  ['_assignee', 'VARCHAR', sql`w.assignee`],
  ['_waitsFor', 'VARCHAR', sql`w.waits_for`],
  ['_note', 'VARCHAR', sql`w.note`],
  [
    '_operations',
    'BIGINT',
    sql`len(list_filter(string_split(coalesce(w.ops, ''), ','), lambda one: one <> ''))`,
  ],
  ['_openedAt', 'TIMESTAMP WITH TIME ZONE', sql`w.opened_at`],
  ['_source', 'VARCHAR', sql`regexp_extract(w.source_path, '[^/\\\\]*$')`],
  ['_sourceRow', 'BIGINT', sql`w.source_row`],
  ['_runId', 'VARCHAR', sql`w.run_id`],
  [
    '_violations',
    'VARCHAR',
    sql`to_json(list_transform(v.violations, lambda one: {
      code: one.code, severity: one.severity, field: one.field, value: one.raw_value,
      expected: coalesce(one.expected, '{}')::JSON, causedBy: one.caused_by
    }))::VARCHAR`,
  ],
] as const satisfies readonly (readonly [string, string, Sql])[];

/** Rows of a desk that is up to date, as a grid shows them: texts and reasons as they are after all operations. */
export function deskSource(
  desk: Desk,
  { dataset, selection }: { readonly dataset: DatasetName; readonly selection: Selection },
): GridSource {
  const { contract } = desk.dataset(dataset);
  const { now, verdict } = deskTables(dataset);
  const values = [
    ...before.map(([name, , value]) => sql`${value} AS ${ident(name)}`),
    ...contract.fields.map(({ name }) => sql`w.${rawOf(name)} AS ${ident(name)}`),
  ];
  const isAll = Object.values(selection).every((asked) => asked === undefined);
  const chosen = isAll ? sql`` : sql`WHERE w.n IN (${selectedRowsSql(desk, { dataset, selection })})`;
  const rowsOf = (rows: Sql, judged: Sql, where: Sql): Sql =>
    sql`(SELECT w.n AS _n, ${values} FROM ${rows} AS w JOIN ${judged} AS v ON v.n = w.n ${where})`;
  return {
    relation: rowsOf(now, verdict, chosen),
    // Both tables have an index over n. One thread looks rows up by it: two halves are looked up at once.
    at: (places) => {
      const found = (some: readonly Sql[]): Sql => {
        const among = (table: Sql): Sql => sql`(SELECT * FROM ${table} WHERE n IN (${some}))`;
        return rowsOf(among(now), among(verdict), sql``);
      };
      const half = Math.ceil(places.length / 2);
      const [first, second] = [places.slice(0, half), places.slice(half)];
      return second.length === 0 ? found(first) : sql`(FROM ${found(first)} UNION ALL FROM ${found(second)})`;
    },
    columns: [
      ...before.map(([name, type]) => ({ name, type, kind: kindOf(type), personal: false })),
      ...contract.fields.map(({ name, pii }) => ({
        name,
        type: 'VARCHAR',
        kind: 'text' as const,
        personal: pii,
      })),
    ],
    order: [sql`"_n"`],
    key: JSON.stringify(['desk', desk.tenant, dataset, selection, desk.version]),
  };
}
