import { z } from 'zod';
import type { DatasetContract, Field } from '../../contracts/data/dataset.ts';
import type { ViolationCode } from '../../contracts/data/violation-codes.ts';
import type { Duck } from '../../core/duck/duck.ts';
import { ident, join, type Sql, sql } from '../../core/sql/sql.ts';
import { printTimestamp } from './times.ts';
import type { JudgedRow, Violation } from './types.ts';

const place = { file_no: z.number(), row_no: z.coerce.number() };
const verdict = z.object({
  ...place,
  disposition: z.enum(['passed', 'quarantined', 'repeated', 'superseded']),
});
const violation = z.object({
  ...place,
  code: z.custom<ViolationCode>((code) => typeof code === 'string'),
  severity: z.enum(['error', 'warning']),
  field: z.string(),
});
/** JSON has no infinity: it comes as text. */
const axis = z.union([z.number(), z.null(), z.string().transform(Number)]);
const point = z.object({ lat: axis, lon: axis });
const typedRow = z.object(place).catchall(z.unknown());

/** What the pipeline's tables say of a dataset, in the shape of the reference. `typed` may stand after FROM. */
export async function verdictsOf(
  duck: Duck,
  contract: DatasetContract,
  typed: Sql,
): Promise<readonly JudgedRow[]> {
  const { dataset } = contract;
  const verdicts = await duck.rows(
    sql`SELECT file_no, row_no, disposition FROM ${ident(`verdict_${dataset}`)}`,
    verdict,
  );
  const violations = await duck.rows(
    sql`SELECT file_no, row_no, code, severity, field FROM ${ident(`violation_${dataset}`)} ORDER BY ordinal`,
    violation,
  );
  const values = await typedValuesOf(duck, contract, typed);
  const violationsAt = Map.groupBy(violations, placeOf);
  return verdicts.map((row) => ({
    fileNo: row.file_no,
    rowNo: row.row_no,
    disposition: row.disposition,
    violations: (violationsAt.get(placeOf(row)) ?? []).map(
      ({ code, severity, field }): Violation => ({ code, severity, field }),
    ),
    values: values.get(placeOf(row)) ?? {},
  }));
}

/** The typed values at each place, as canonical text. */
async function typedValuesOf(
  duck: Duck,
  { fields }: DatasetContract,
  typed: Sql,
): Promise<ReadonlyMap<string, JudgedRow['values']>> {
  const rows = await duck.rows(
    sql`SELECT file_no, row_no, ${join(fields.map(asRead))} FROM ${typed}`,
    typedRow,
  );
  return new Map(
    rows.map((row) => [
      placeOf(row),
      Object.fromEntries(fields.map((field) => [field.name, canonicalOf(field, row[field.name])])),
    ]),
  );
}

const placeOf = ({ file_no, row_no }: { readonly file_no: number; readonly row_no: number }): string =>
  `${file_no}:${row_no}`;

/** Times as microseconds, everything that is no list or point as text. */
function asRead({ name, type }: Field): Sql {
  const column = ident(name);
  if (type.kind === 'timestamp') return sql`epoch_us(${column})::VARCHAR AS ${column}`;
  return type.kind === 'strings' || type.kind === 'geo' ? column : sql`${column}::VARCHAR AS ${column}`;
}

function canonicalOf({ type }: Field, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (type.kind === 'timestamp') return printTimestamp(BigInt(z.string().parse(value)));
  if (type.kind !== 'geo') return typeof value === 'string' ? value : JSON.stringify(value);
  const { lat, lon } = point.parse(value);
  return lat === null || lon === null ? null : JSON.stringify({ lat: lat + 0, lon: lon + 0 });
}
