import type { DatasetName } from '../../contracts/data/dataset.ts';
import { distributionAt, type Normal } from './normal.sql.ts';

/** What the generator means a field's values to be: shares of categories, or a density over ranges. The contract's docs say the same. */
export type Intended =
  | { readonly kind: 'category'; readonly shares: Readonly<Record<string, number>>; readonly rest: boolean }
  | {
      readonly kind: 'number';
      readonly edges: readonly number[];
      readonly shareBelow: (value: number) => number;
    };

interface IntendedField {
  readonly dataset: DatasetName;
  readonly field: string;
  readonly intended: Intended;
}

/** Shares in percent. `rest`: blanks and other values make up what is missing to 100. */
const category = (percent: Readonly<Record<string, number>>): Intended => {
  const shares = Object.entries(percent).map(([value, of]) => [value, of / 100] as const);
  const sum = shares.reduce((total, [, of]) => total + of, 0);
  return { kind: 'category', shares: Object.fromEntries(shares), rest: sum < 0.9999 };
};

const edgesOf = (from: number, to: number, bars: number): readonly number[] =>
  Array.from({ length: bars + 1 }, (_, at) => from + ((to - from) * at) / bars);

/** `from` to `to` in so many bars. */
const number = (from: number, to: number, bars: number, shareBelow: (value: number) => number): Intended => ({
  kind: 'number',
  edges: edgesOf(from, to, bars),
  shareBelow,
});

/** Share of a normal distribution below a value, where draws outside the bounds are drawn again. */
const normal =
  ({ mean, deviation, low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY }: Normal) =>
  (value: number): number => {
    const at = (x: number): number => {
      if (x === Number.NEGATIVE_INFINITY) return 0;
      return x === Number.POSITIVE_INFINITY ? 1 : distributionAt((x - mean) / deviation);
    };
    const [from, to] = [at(low), at(high)];
    return Math.min(1, Math.max(0, (at(value) - from) / (to - from)));
  };

/** Of |X|, where X is normal. */
const folded =
  ({ mean, deviation }: Normal) =>
  (value: number): number =>
    value <= 0 ? 0 : distributionAt((value - mean) / deviation) - distributionAt((-value - mean) / deviation);

/** Of the symmetric triangular distribution on [from, to]. */
const triangle =
  (from: number, to: number) =>
  (value: number): number => {
    const p = Math.min(1, Math.max(0, (value - from) / (to - from)));
    return p < 0.5 ? 2 * p * p : 1 - 2 * (1 - p) * (1 - p);
  };

const [safe, risky] = [triangle(20, 40), triangle(60, 85)];

/** Whole numbers are rounded after they are drawn. */
const rounded =
  (shareBelow: (value: number) => number) =>
  (value: number): number =>
    shareBelow(value - 0.5);

const leadTimes = [
  [0.35, { mean: 32, deviation: 8, low: 1.5, high: 200.5 }],
  [0.35, { mean: 24, deviation: 6, low: 1.5, high: 200.5 }],
  [0.2, { mean: 14, deviation: 4, low: 1.5, high: 200.5 }],
  [0.1, { mean: 20, deviation: 5, low: 1.5, high: 200.5 }],
] as const;

const ofSuppliers: Readonly<Record<string, Intended>> = {
  country: category({ CN: 22, US: 18, DE: 10, MX: 10, IN: 10, VN: 8, JP: 8, KR: 8, PL: 6 }),
  incoterms: category({ DDP: 25, FOB: 25, CIF: 25, EXW: 25 }),
  approved_status: category({ PENDING: 15, APPROVED: 80, SUSPENDED: 4, BLACKLISTED: 1 }),
  lead_time_days_avg: number(0, 45, 15, rounded(normal({ mean: 21, deviation: 6, low: 2.5, high: 90.5 }))),
  on_time_delivery_rate: number(60, 100, 20, normal({ mean: 93, deviation: 5, low: 60, high: 100 })),
  defect_rate_ppm: number(0, 900, 18, rounded(folded({ mean: 250, deviation: 180 }))),
  capacity_units_per_week: number(0, 16_000, 16, (value) =>
    rounded(folded({ mean: 5000, deviation: 3000 }))(value - 100),
  ),
  risk_score: number(15, 90, 15, (value) => 0.8 * safe(value) + 0.2 * risky(value)),
};

const ofParts: Readonly<Record<string, Intended>> = {
  category: category({ ELECTRICAL: 35, MECHANICAL: 35, RAW_MATERIAL: 20, OTHER: 10 }),
  lifecycle_status: category({ NEW: 10, ACTIVE: 75, NRND: 10, EOL: 5 }),
  uom: category({ EA: 70, KG: 20, M: 10 }),
  quality_grade: category({ A: 60, B: 30, C: 10 }),
  hazard_class: category({ CLASS_1: 2.5, CLASS_3: 2.5, CLASS_8: 2.5, CLASS_9: 2.5 }),
  moq: category({ '1': 20, '10': 20, '50': 20, '100': 20, '500': 20 }),
  unit_cost: number(0, 120, 20, (value) => (value <= 0 ? 0 : distributionAt((Math.log(value) - 3) / 0.8))),
  lead_time_days_avg: number(0, 60, 20, (value) =>
    leadTimes.reduce((sum, [share, of]) => sum + share * rounded(normal(of))(value), 0),
  ),
};

/** In the order in which a person looks at them. */
export const intendedFields: readonly IntendedField[] = [
  ...Object.entries(ofSuppliers).map(([field, intended]) => ({
    dataset: 'suppliers' as const,
    field,
    intended,
  })),
  ...Object.entries(ofParts).map(([field, intended]) => ({ dataset: 'parts' as const, field, intended })),
];
