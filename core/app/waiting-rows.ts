import { z } from 'zod';
import { contracts } from '../../contracts/data/contracts.ts';
import type { DatasetContract, DatasetName } from '../../contracts/data/dataset.ts';
import type { ViolationCode } from '../../contracts/data/violation-codes.ts';
import { QuaysideError } from '../base/errors.ts';
import type { Duck } from '../duck/duck.ts';
import { ident, join, type Sql, sql } from '../sql/sql.ts';
import { type GridSource, kindOf } from './grid.ts';
import type { Host } from './host.ts';
import { timeText } from './quarantine.sql.ts';
import { quarantineTables } from './quarantine.ts';
import type { WaitingFilter } from './waiting-groups.ts';
import { waitingSql } from './waiting-groups.sql.ts';

/** What stands before the fields of a waiting row in a grid, and how it is had from the quarantine table. */
const before = [
  ['_rowId', 'VARCHAR', sql`row_id`],
  ['_tenant', 'VARCHAR', sql`tenant_id`],
  ['_key', 'VARCHAR', sql`row_key`],
  ['_state', 'VARCHAR', sql`state`],
  ['_openedAt', 'TIMESTAMP WITH TIME ZONE', sql`opened_at`],
  ['_source', 'VARCHAR', sql`regexp_extract(source_path, '[^/\\\\]*$')`],
  ['_sourceRow', 'BIGINT', sql`source_row`],
  ['_runId', 'VARCHAR', sql`run_id`],
  [
    '_violations',
    'VARCHAR',
    sql`to_json(list_transform(violations, lambda v: {
      code: v.code, severity: v.severity, field: v.field, value: v.raw_value,
      expected: coalesce(v.expected, '{}')::JSON, causedBy: v.caused_by
    }))::VARCHAR`,
  ],
] as const satisfies readonly (readonly [string, string, Sql])[];

/** Rows in quarantine as a grid shows them: fields as they came, under the fields' names. */
export async function waitingSource(
  host: Host,
  folder: string,
  filter: WaitingFilter & { readonly dataset: DatasetName },
): Promise<GridSource> {
  const [table] = await quarantineTables(host, { workspace: folder, ...filter });
  const { fields } = contracts[filter.dataset];
  const columns = [
    ...before.map(([name, type]) => ({ name, type, kind: kindOf(type), personal: false })),
    ...fields.map(({ name, pii }) => ({ name, type: 'VARCHAR', kind: 'text' as const, personal: pii })),
  ];
  const values = [
    ...before.map(([name, , value]) => sql`${value} AS ${ident(name)}`),
    ...fields.map(({ name }) => sql`${ident(`raw__${name}`)} AS ${ident(name)}`),
  ];
  const none = columns.map(({ name, type }) => sql`NULL::${typeSql(type)} AS ${ident(name)}`);
  return {
    relation:
      table === undefined
        ? sql`(SELECT ${none} WHERE FALSE)`
        : sql`(SELECT ${values} FROM ${waitingSql(table.rows, filter)})`,
    columns,
    order: [sql`"_source"`, sql`"_sourceRow"`, sql`"_rowId"`],
    places: [sql`"_rowId"`],
    key: JSON.stringify(['quarantine', filter, table?.version ?? '']),
  };
}

const typeSql = (type: string): Sql =>
  type === 'BIGINT' ? sql`BIGINT` : type.startsWith('TIMESTAMP') ? sql`TIMESTAMPTZ` : sql`VARCHAR`;

const text = z.string().nullable();
const json = z.string().transform((value): unknown => JSON.parse(value));
const violation = z.object({
  code: z.custom<ViolationCode>((value) => typeof value === 'string'),
  severity: z.enum(['error', 'warning']),
  field: text,
  value: text,
  expected: json.pipe(z.record(z.string(), z.json())),
  causedBy: text,
});
const waitingRow = z.object({
  rowId: z.string(),
  tenant: z.string(),
  key: text,
  state: z.string(),
  violations: z.array(violation),
  causedBy: text,
  sourcePath: text,
  sourceRow: z.coerce.number().nullable(),
  batchId: text,
  runId: text,
  openedAt: text,
  closedAt: text,
  values: z.record(z.string(), text),
  extras: json.pipe(z.record(z.string(), text)),
  knockOns: z.coerce.number(),
});

export type WaitingRow = Omit<z.infer<typeof waitingRow>, 'values'> & {
  readonly dataset: DatasetName;
  readonly fields: readonly {
    readonly field: string;
    readonly value: string | null;
    readonly personal: boolean;
  }[];
};

/** One row in quarantine with everything that is known of it. USAGE where it is not there. */
export async function showWaiting(
  host: Host,
  duck: Duck,
  folder: string,
  { dataset, rowId }: { readonly dataset: DatasetName; readonly rowId: string },
  signal?: AbortSignal,
): Promise<WaitingRow> {
  const all = await quarantineTables(host, { workspace: folder });
  const own = all.find(({ contract }) => contract.dataset === dataset);
  const caused = all.map(
    ({ rows }) => sql`SELECT count(*) AS n FROM ${rows} WHERE caused_by = ${rowId} AND closed_at IS NULL`,
  );
  const [row] =
    own === undefined
      ? []
      : await duck.rows(rowSql(own.contract, own.rows, rowId, caused), waitingRow, signal);
  if (row === undefined) {
    throw new QuaysideError(
      'USAGE',
      `No row ${rowId} in the quarantine of ${dataset}; it was expired or never there.`,
      {
        parameters: { rowId, dataset },
      },
    );
  }
  const { values, ...facts } = row;
  const fields = contracts[dataset].fields.map(({ name, pii }) => ({
    field: name,
    value: values[name] ?? null,
    personal: pii,
  }));
  return { dataset, ...facts, fields };
}

const rowSql = ({ fields }: DatasetContract, rows: Sql, rowId: string, caused: readonly Sql[]): Sql => sql`
  SELECT
    row_id AS "rowId", tenant_id AS tenant, row_key AS key, state,
    list_transform(violations, lambda v: {
      code: v.code, severity: v.severity, field: v.field, value: v.raw_value,
      expected: coalesce(v.expected, '{}'), causedBy: v.caused_by
    }) AS violations,
    caused_by AS "causedBy", source_path AS "sourcePath", source_row AS "sourceRow", batch_id AS "batchId",
    run_id AS "runId", ${timeText(sql`opened_at`)} AS "openedAt", ${timeText(sql`closed_at`)} AS "closedAt",
    {${fields.map(({ name }) => sql`${ident(name)}: ${ident(`raw__${name}`)}`)}} AS values,
    coalesce(to_json(extras)::VARCHAR, '{}') AS extras,
    (SELECT sum(n)::BIGINT FROM (${join(caused, ' UNION ALL ')})) AS "knockOns"
  FROM ${rows}
  WHERE row_id = ${rowId}
  LIMIT 1`;
