import type { Span } from '../../contracts/telemetry/span.ts';

/** One number of a run for OpenTelemetry's metrics. */
export interface Measurement {
  readonly name: string;
  /** As UCUM writes it. */
  readonly unit: string;
  readonly kind: 'sum' | 'histogram';
  readonly description: string;
  readonly value: number;
  readonly facts: Readonly<Record<string, string>>;
}

const fates = ['inserted', 'updated', 'unchanged', 'quarantined', 'repeated', 'superseded'] as const;

type RowCounts = Readonly<Record<(typeof fates)[number], number>> & {
  /** Rows per code. */
  readonly codes: Readonly<Record<string, number>>;
};

/** Where the rows of a run's datasets went. */
export type DatasetCounts = Readonly<Record<string, RowCounts | undefined>>;

/** What a run that is over adds to the metrics. `spans` are those of one attempt; `datasets` is empty where it did not get through. */
export function measure(spans: readonly Span[], tenant: string, datasets: DatasetCounts): Measurement[] {
  const of = { 'quayside.tenant': tenant };
  return [
    ...spans.flatMap((span) => durationOf(span, of)),
    ...spans
      .filter(({ name, facts }) => name === 'receive' && (facts.bytes ?? 0) > 0)
      .map(({ facts }) => ({ ...bytes, value: facts.bytes ?? 0, facts: of })),
    ...Object.entries(datasets).flatMap(([dataset, counts]) =>
      counts === undefined ? [] : rowsOf(counts, { ...of, 'quayside.dataset': dataset }),
    ),
  ];
}

const bytes = {
  name: 'quayside.delivery.size',
  unit: 'By',
  kind: 'sum',
  description: 'Bytes of the delivered files of runs',
} as const;

function durationOf({ name, milliseconds, facts, status }: Span, of: Measurement['facts']): Measurement[] {
  const value = milliseconds / 1000;
  const base = { unit: 's', kind: 'histogram', value } as const;
  if (name === 'run') {
    const outcome = { ...of, 'quayside.status': facts.status ?? status };
    return [
      { ...base, name: 'quayside.run.duration', description: 'Duration of attempts of runs', facts: outcome },
    ];
  }
  const dataset = facts.dataset === undefined ? {} : { 'quayside.dataset': facts.dataset };
  return [
    {
      ...base,
      name: 'quayside.stage.duration',
      description: 'Duration of stages of runs',
      facts: { ...of, ...dataset, 'quayside.stage': name },
    },
  ];
}

const rowsOf = (counts: RowCounts, of: Measurement['facts']): Measurement[] => [
  ...fates
    .filter((fate) => counts[fate] > 0)
    .map((fate) => ({
      name: 'quayside.rows',
      unit: '{row}',
      kind: 'sum' as const,
      description: 'Landed rows of runs by what became of them',
      value: counts[fate],
      facts: { ...of, 'quayside.fate': fate },
    })),
  ...Object.entries(counts.codes).map(([code, value]) => ({
    name: 'quayside.violations',
    unit: '{row}',
    kind: 'sum' as const,
    description: 'Rows that broke a rule, by the code of the violation',
    value,
    facts: { ...of, 'quayside.code': code },
  })),
];
