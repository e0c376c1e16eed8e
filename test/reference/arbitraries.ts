import fc from 'fast-check';
import { contracts } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Severity, ViolationCode } from '../../contracts/data/violation-codes.ts';
import * as clean from './clean-rows.ts';
import { anywhere, hostile } from './hostile-values.ts';
import type { RawRow, SeenKey, SilverKey } from './types.ts';

/** A delivery with what the tenant already has, as one value that fast-check can shrink. */
export interface RandomDelivery {
  readonly suppliers: readonly RawRow[];
  readonly parts: readonly RawRow[];
  readonly changeFeed: boolean;
  readonly timezone: string;
  readonly silver: Readonly<Record<DatasetName, readonly SilverKey[]>>;
  readonly seen: Readonly<Record<DatasetName, readonly SeenKey[]>>;
  readonly severities: Readonly<Partial<Record<ViolationCode, Severity>>>;
}

const edges = ['', '', ' ', '  ', '\t', '\n', '\u00a0', '\u2003', '\u200b', '\ufeff'] as const;

/** A hostile value for a field, or its clean value in disguise. */
function hostileText(shape: keyof typeof hostile, value: string | null): fc.Arbitrary<string | null> {
  const disguised = fc
    .tuple(fc.constantFrom(...edges), fc.nat(2), fc.constantFrom(...edges))
    .map(([left, how, right]) => {
      const text = value ?? '';
      return left + (how === 0 ? text.toLowerCase() : how === 1 ? text.toUpperCase() : text) + right;
    });
  const listed = fc.constantFrom(...hostile[shape]);
  return fc.oneof(
    { weight: 8, arbitrary: listed },
    { weight: 2, arbitrary: disguised },
    { weight: 2, arbitrary: fc.constantFrom(...anywhere) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...edges), listed, fc.constantFrom(...edges))
        .map((parts) => parts.join('')),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
}

/** Clean cells with up to three of them made hostile. The pipeline sets ingestion_timestamp itself. */
function dirtied(dataset: DatasetName, cells: fc.Arbitrary<clean.Cells>): fc.Arbitrary<clean.Cells> {
  const fields = contracts[dataset].fields.filter(({ fromDelivery }) => fromDelivery !== 'run');
  const count = fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 5, arbitrary: fc.integer({ min: 1, max: 3 }) },
  );
  return fc.tuple(cells, count).chain(([row, changes]) => {
    const change = fc
      .constantFrom(...fields)
      .chain(({ name, shape }) => hostileText(shape, row[name] ?? null).map((text) => [name, text] as const));
    const all = fc.array(change, { minLength: changes, maxLength: changes });
    return all.map((changed) => ({ ...row, ...Object.fromEntries(changed) }));
  });
}

interface DatasetOptions {
  readonly dataset: DatasetName;
  readonly cells: fc.Arbitrary<clean.Cells>;
}

/** One to ten rows; some stand there twice, as they were or with one field changed. */
function rowsOf({ dataset, cells }: DatasetOptions): fc.Arbitrary<readonly RawRow[]> {
  const again = fc.tuple(fc.nat(9), fc.constantFrom('as it was', 'earlier', 'renamed'));
  const first = fc.array(dirtied(dataset, cells), { minLength: 1, maxLength: 7 });
  const shape = fc.record({
    first,
    agains: fc.array(again, { maxLength: 3 }),
    without: absent(dataset),
    pair: fc.boolean(),
  });
  return shape.map(({ first: rows, agains, without, pair }) => {
    const repeats = agains.map(([index, how]) => ({ ...rows[index % rows.length], ...changeOf(how) }));
    return [...rows, ...repeats].map((row, index) => ({
      fileNo: 1,
      rowNo: index + 1,
      cells: shaped(row, without, pair),
    }));
  });
}

function changeOf(how: 'as it was' | 'earlier' | 'renamed'): clean.Cells {
  return {
    'as it was': {},
    earlier: { source_timestamp: '2026-10-30T00:00:00Z' },
    renamed: { data_source: clean.dataSources[1] },
  }[how];
}

/** An optional column, or one that may come from the delivery, that the files lack; mostly none. */
function absent(dataset: DatasetName): fc.Arbitrary<string | null> {
  const optional = contracts[dataset].fields.filter(
    ({ required, fromDelivery }) => !required || fromDelivery !== undefined,
  );
  return fc.option(fc.constantFrom(...optional.map(({ name }) => name)), { freq: 4 });
}

/** Without the absent column; the point in two columns where asked for and possible. */
function shaped(row: clean.Cells, without: string | null, pair: boolean): clean.Cells {
  const { geo_coords: point, ...others } = row;
  const match = /^\{"lat": ([^,]*), "lon": ([^,]*)\}$/.exec(point ?? '');
  const split = { geo_lat: match?.[1] ?? point ?? null, geo_lon: match?.[2] ?? null };
  const cells = pair && point !== undefined ? { ...others, ...split } : row;
  return Object.fromEntries(Object.entries(cells).filter(([header]) => header !== without));
}

const silverOf = (ids: readonly string[], codes: readonly string[]): fc.Arbitrary<readonly SilverKey[]> =>
  fc.uniqueArray(
    fc.record({
      id: fc.constantFrom(...ids),
      code: fc.option(fc.constantFrom(...codes), { freq: 6 }),
      dataSource: fc.constantFrom(clean.dataSources[0], clean.dataSources[0], clean.dataSources[1]),
    }),
    { selector: ({ id }) => id, maxLength: 3 },
  );

const seenOf = (ids: readonly string[]): fc.Arbitrary<readonly SeenKey[]> =>
  fc.uniqueArray(fc.record({ id: fc.constantFrom(...ids), newest: fc.constantFrom(...clean.times) }), {
    selector: ({ id }) => id,
    maxLength: 2,
  });

const severities = fc.constantFrom<RandomDelivery['severities']>(
  {},
  {},
  { INVALID_COUNTRY_CODE: 'warning', INVALID_ON_TIME_RATE: 'warning', ORPHAN_DEFAULT_SUPPLIER: 'warning' },
  {
    INVALID_EMAIL: 'error',
    PRECISION_LOSS: 'error',
    STALE_RECORD: 'warning',
    UNKNOWN_HAZARD_CLASS: 'off',
    INVALID_REGION: 'off',
  },
  {
    INVALID_GEO_COORDS: 'off',
    INVALID_RISK_SCORE: 'off',
    FUTURE_TIMESTAMP: 'off',
    LEAD_TIME_P95_BELOW_AVG: 'error',
  },
);

/** Codes unique among silver's rows, as silver itself guarantees. */
const uniqueCodes = (keys: readonly SilverKey[]): readonly SilverKey[] =>
  keys.filter(({ code }, index) => code === null || keys.findIndex((key) => key.code === code) === index);

const nothing = { suppliers: [], parts: [] } as const;

/** Deliveries of files: nothing in silver, no change feed. */
export const fileDeliveries: fc.Arbitrary<RandomDelivery> = fc.record({
  suppliers: rowsOf({ dataset: 'suppliers', cells: clean.supplierCells }),
  parts: rowsOf({ dataset: 'parts', cells: clean.partCells }),
  changeFeed: fc.constant(false),
  timezone: fc.constantFrom('UTC', 'UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'),
  silver: fc.constant(nothing),
  seen: fc.constant(nothing),
  severities,
});

/** Deliveries with a past, as change feeds too. */
export const laterDeliveries: fc.Arbitrary<RandomDelivery> = fc
  .record({
    delivery: fileDeliveries,
    changeFeed: fc.boolean(),
    sequences: fc.array(fc.option(fc.constantFrom(...clean.times)), { minLength: 20, maxLength: 20 }),
    silver: fc.record({
      suppliers: silverOf(clean.supplierIds, [...clean.supplierCodes, 'S100001']).map(uniqueCodes),
      parts: silverOf(clean.partIds, [...clean.partNumbers, 'P-100001']).map(uniqueCodes),
    }),
    seen: fc.record({ suppliers: seenOf(clean.supplierIds), parts: seenOf(clean.partIds) }),
  })
  .map(({ delivery, sequences, ...past }) => {
    const sequenced = (rows: readonly RawRow[], from: number): readonly RawRow[] =>
      rows.map((row, index) => ({ ...row, extractedAt: sequences[from + index] ?? null }));
    return {
      ...delivery,
      ...past,
      suppliers: sequenced(delivery.suppliers, 0),
      parts: sequenced(delivery.parts, 10),
    };
  });
