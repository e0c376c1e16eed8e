import type { DatasetContract, Field, TextShape } from '../../contracts/data/dataset.ts';
import { ident, type Sql, sql } from '../sql/sql.ts';
import { readPair, readPoint, usualGeo } from './grammar/geo.sql.ts';
import {
  readCertifications,
  readFlags,
  readList,
  readReferences,
  usualCertifications,
  usualFlags,
  usualList,
  usualReferences,
} from './grammar/lists.sql.ts';
import { readDecimal, readInt, usualDecimal, usualInt } from './grammar/numbers.sql.ts';
import type {
  Bounds,
  Reader,
  Reading,
  ReadingContext,
  UsualReader,
  UsualReading,
} from './grammar/reading.ts';
import {
  readEmail,
  readFree,
  readHazard,
  readIncoterms,
  readPhone,
  readUnit,
  readUpper,
  usualEmail,
  usualFree,
  usualHazard,
  usualIncoterms,
  usualPhone,
  usualUnit,
  usualUpper,
} from './grammar/strings.sql.ts';
import { readDate, readTimestamp, usualDate, usualTimestamp } from './grammar/times.sql.ts';
import { duckType } from './derived/duck-types.ts';
import type { PlannedField } from './plan-reading.ts';

const readers: Readonly<Record<TextShape, Reader>> = {
  free: readFree,
  upper: readUpper,
  email: readEmail,
  phone: readPhone,
  incoterms: readIncoterms,
  unit: readUnit,
  hazard: readHazard,
  number: (field, raw, context) =>
    (field.type.kind === 'decimal' ? readDecimal(field.type.precision, field.type.scale) : readInt)(
      field,
      raw,
      context,
    ),
  date: readDate,
  timestamp: readTimestamp,
  list: readList,
  'certification-list': readCertifications,
  'flag-list': readFlags,
  'reference-list': readReferences,
  geo: readPoint,
};

const usualReaders: Readonly<Record<TextShape, UsualReader>> = {
  free: usualFree,
  upper: usualUpper,
  email: usualEmail,
  phone: usualPhone,
  incoterms: usualIncoterms,
  unit: usualUnit,
  hazard: usualHazard,
  number: (field, raw, context) =>
    (field.type.kind === 'decimal' ? usualDecimal(field.type.precision, field.type.scale) : usualInt)(
      field,
      raw,
      context,
    ),
  date: usualDate,
  timestamp: usualTimestamp,
  list: usualList,
  'certification-list': usualCertifications,
  'flag-list': usualFlags,
  'reference-list': usualReferences,
  geo: usualGeo,
};

/** The short way of a field that is a column of its own; undefined for others, whose reading is as short as it can be, or for points in two columns. */
export function usualReadingOf(
  { field, source }: PlannedField,
  context: Omit<ReadingContext, 'bounds'>,
): UsualReading | undefined {
  return source.kind === 'column'
    ? usualReaders[field.shape](field, ident(source.column), context)
    : undefined;
}

/** What the reading of a whole dataset is given. `asOf` becomes ingestion_timestamp. */
export interface TypingOptions {
  readonly timezone: string;
  readonly asOf: Date;
}

/** How a planned field is read, whatever its source. What comes from the delivery is a value, not a text. */
export function readingOf(
  contract: DatasetContract,
  { field, source }: PlannedField,
  context: Omit<ReadingContext, 'bounds'>,
  asOf: Date,
): Reading {
  switch (source.kind) {
    case 'column': {
      const bounds = boundsOf(contract, field);
      return readers[field.shape](
        field,
        ident(source.column),
        bounds === undefined ? context : { ...context, bounds },
      );
    }
    case 'pair':
      return readPair(field, textColumn(source.lat), textColumn(source.lon));
    case 'text':
      return given(sql`${source.text.trim().replaceAll(/\s+/g, ' ')}`);
    case 'sequence':
      return given(sql`coalesce(extracted_at, ${source.otherwise}::TIMESTAMPTZ)`);
    case 'run':
      return given(sql`${asOf}`, textColumn(source.column));
    case 'absent':
      return given(sql`NULL::${duckType(field.type)}`);
  }
}

const noText = sql`NULL::VARCHAR`;

const textColumn = (column: string | null): Sql => (column === null ? noText : ident(column));

const given = (value: Sql, raw = noText): Reading => ({ levels: [], value, raw });

function boundsOf({ rowRules }: DatasetContract, { name }: Field): Bounds | undefined {
  return rowRules.filter((rule) => rule.kind === 'range').find(({ field }) => field === name);
}
