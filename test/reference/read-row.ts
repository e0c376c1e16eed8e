import type { DatasetContract, Field } from '../../contracts/data/dataset.ts';
import { readPair } from './geo.ts';
import { type Bounds, blank, pointReading, type ReadingContext, readCell, timeReading } from './read-cell.ts';
import { readTimestamp } from './times.ts';
import type { Delivered, RawRow, Reading, ReadRow } from './types.ts';

/** The values of a dataset's rows. A column counts as there where any row has it. */
export function readRows(delivered: Delivered, contract: DatasetContract): readonly ReadRow[] {
  const rows = delivered.rows[contract.dataset] ?? [];
  const headers = new Set(rows.flatMap((row) => Object.keys(row.cells)));
  return rows.map((raw) => readRow(raw, headers, delivered, contract));
}

function readRow(
  raw: RawRow,
  headers: ReadonlySet<string>,
  delivered: Delivered,
  contract: DatasetContract,
): ReadRow {
  const fields = new Map(
    contract.fields.map((field) => [field.name, readField(raw, headers, delivered, contract, field)]),
  );
  const text = (name: string): string | null => fields.get(name)?.canonical ?? null;
  return {
    raw,
    fields,
    tenant: text('tenant_id'),
    id: text(contract.primaryKey.field),
    code: text(contract.businessKey.field),
    dataSource: text('data_source'),
    micros: fields.get('source_timestamp')?.micros ?? null,
    sequence: typeof raw.extractedAt === 'string' ? (readTimestamp(raw.extractedAt, 'UTC') ?? null) : null,
  };
}

function readField(
  { cells, extractedAt }: RawRow,
  headers: ReadonlySet<string>,
  delivered: Delivered,
  contract: DatasetContract,
  field: Field,
): Reading {
  const cell = (header: string): string | null => cells[header] ?? null;
  if (field.fromDelivery === 'run') return timeReading(readTimestamp(delivered.asOf, 'UTC') ?? 0n);
  if (headers.has(field.name)) return readCell(cell(field.name), field, delivered, boundsOf(contract, field));
  if (field.type.kind === 'geo' && (headers.has('geo_lat') || headers.has('geo_lon'))) {
    return pointReading(readPair(cell('geo_lat'), cell('geo_lon')));
  }
  const given = fromDelivery(delivered, contract, field, extractedAt ?? undefined);
  const context: ReadingContext = { ...delivered, timezone: 'UTC' };
  return given === undefined ? blank : readCell(given, field, context, undefined);
}

function fromDelivery(
  { tenant, dataSource, extractedAt }: Delivered,
  { version }: DatasetContract,
  { fromDelivery }: Field,
  rowExtractedAt: string | undefined,
): string | undefined {
  switch (fromDelivery) {
    case 'tenant':
      return tenant;
    case 'data-source':
      return dataSource;
    case 'extracted-at':
      return rowExtractedAt ?? extractedAt;
    case 'contract-version':
      return version;
    case 'run':
    case undefined:
      return undefined;
  }
}

function boundsOf({ rowRules }: DatasetContract, { name }: Field): Bounds | undefined {
  return rowRules.find((rule) => rule.kind === 'range' && rule.field === name) as Bounds | undefined;
}
