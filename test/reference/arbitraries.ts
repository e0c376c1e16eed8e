import fc from 'fast-check';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Severity, ViolationCode } from '../../contracts/data/violation-codes.ts';
import * as clean from './clean-rows.ts';
import { inWorld, randomRows } from './random-rows.ts';
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

const silverOf = (ids: readonly string[], codes: readonly string[]): fc.Arbitrary<readonly SilverKey[]> =>
  fc
    .uniqueArray(
      fc.record({
        id: fc.constantFrom(...ids),
        code: fc.option(fc.constantFrom(...codes), { freq: 6 }),
        dataSource: fc.constantFrom(clean.dataSources[0], clean.dataSources[0], clean.dataSources[1]),
      }),
      { selector: ({ id }) => id, maxLength: 3 },
    )
    .map(uniqueCodes);

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
export const fileDeliveries = (worlds: number): fc.Arbitrary<RandomDelivery> =>
  fc.record({
    suppliers: randomRows('suppliers', clean.supplierCells, worlds),
    parts: randomRows('parts', clean.partCells, worlds),
    changeFeed: fc.constant(false),
    timezone: fc.constantFrom('UTC', 'UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'),
    silver: fc.constant(nothing),
    seen: fc.constant(nothing),
    severities,
  });

/** Deliveries with a past, as change feeds too. */
export const laterDeliveries = (worlds: number): fc.Arbitrary<RandomDelivery> =>
  fc
    .record({
      delivery: fileDeliveries(worlds),
      changeFeed: fc.boolean(),
      sequences: fc.array(fc.option(fc.constantFrom(...clean.times)), { minLength: 17, maxLength: 17 }),
      silver: fc.record({
        suppliers: inWorlds(silverOf(clean.supplierIds, [...clean.supplierCodes, 'S100001']), worlds),
        parts: inWorlds(silverOf(clean.partIds, [...clean.partNumbers, 'P-100001']), worlds),
      }),
      seen: fc.record({
        suppliers: inWorlds(seenOf(clean.supplierIds), worlds),
        parts: inWorlds(seenOf(clean.partIds), worlds),
      }),
    })
    .map(({ delivery, sequences, ...past }) => {
      const sequenced = (rows: readonly RawRow[], from: number): readonly RawRow[] =>
        rows.map((row, index) => ({
          ...row,
          extractedAt: sequences[(from + index) % sequences.length] ?? null,
        }));
      const { suppliers, parts } = delivery;
      return { ...delivery, ...past, suppliers: sequenced(suppliers, 0), parts: sequenced(parts, 10) };
    });

/** What is known of up to so many worlds. */
function inWorlds<T extends { readonly id: string; readonly code?: string | null }>(
  keys: fc.Arbitrary<readonly T[]>,
  worlds: number,
): fc.Arbitrary<readonly T[]> {
  return fc.array(keys, { maxLength: worlds }).map((all) =>
    all.flatMap((world, index) =>
      world.map((key) => ({
        ...key,
        id: inWorld(key.id, index),
        ...(typeof key.code === 'string' && { code: inWorld(key.code, index) }),
      })),
    ),
  );
}
