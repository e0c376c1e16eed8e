import { axisX, axisY, barX, line, rectY, ruleX, ruleY, tickX } from '@observablehq/plot';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Distribution } from '../../../contracts/api/generate.ts';
import { Chart } from '../../components/chart.tsx';
import { useFormat } from '../../format/use-format.ts';
import { useNames } from '../../format/use-names.ts';

const rowHeight = 17;

/** One field: bars of what was drawn, a line or marks where it was meant to be. */
export function DistributionChart({ distribution }: { readonly distribution: Distribution }) {
  const { t } = useTranslation('generate');
  const names = useNames();
  const format = useFormat();
  const { field, kind, bars } = distribution;
  const name = names.field(field);
  const options = useCallback(
    () => (kind === 'number' ? histogram(distribution, format) : categories(distribution, format.percent)),
    [distribution, kind, format],
  );
  const height = kind === 'number' ? 132 : bars.length * rowHeight + 26;
  return (
    <figure className="chart-box">
      <figcaption>{name}</figcaption>
      <Chart
        label={t('chartLabel', { field: name, off: format.percent(furthest(distribution)) })}
        options={options}
        height={height}
      />
    </figure>
  );
}

/** The largest distance between what was meant and what was drawn. */
const furthest = ({ bars }: Distribution): number =>
  Math.max(0, ...bars.map(({ intended, drawn }) => (intended === null ? 0 : Math.abs(intended - drawn))));

const categories = ({ bars }: Distribution, percent: (share: number) => string) => ({
  marginLeft: 104,
  marginTop: 2,
  marginBottom: 22,
  marginRight: 18,
  y: { domain: bars.map(({ label }) => label), label: null, padding: 0.25 },
  x: { label: null },
  marks: [
    axisX({ ticks: 3, tickSize: 0, tickFormat: percent }),
    axisY({
      tickSize: 0,
      tickFormat: (label: string) => (label.length > 16 ? `${label.slice(0, 15)}…` : label),
    }),
    barX(bars, { y: 'label', x: 'drawn', fill: 'var(--series-1)', fillOpacity: 0.55 }),
    tickX(
      bars.filter(({ intended }) => intended !== null),
      { y: 'label', x: 'intended', stroke: 'var(--ink)', strokeWidth: 2 },
    ),
    ruleX([0], { stroke: 'var(--border-strong)' }),
  ],
});

const histogram = ({ bars }: Distribution, { percent, number }: ReturnType<typeof useFormat>) => {
  const ranges = bars.flatMap((bar) =>
    bar.from === undefined || bar.to === undefined ? [] : [{ ...bar, from: bar.from, to: bar.to }],
  );
  return {
    marginLeft: 40,
    marginTop: 6,
    marginBottom: 20,
    marginRight: 18,
    x: { label: null },
    y: { label: null },
    marks: [
      axisX({ ticks: 5, tickSize: 0, tickFormat: number }),
      axisY({ ticks: 3, tickSize: 0, tickFormat: percent }),
      rectY(ranges, {
        x1: 'from',
        x2: 'to',
        y: 'drawn',
        fill: 'var(--series-1)',
        fillOpacity: 0.55,
        insetLeft: 0.5,
        insetRight: 0.5,
      }),
      line(
        ranges.filter(({ intended }) => intended !== null),
        {
          x: ({ from, to }: { from: number; to: number }) => (from + to) / 2,
          y: 'intended',
          stroke: 'var(--ink)',
          strokeWidth: 1.5,
          curve: 'monotone-x',
        },
      ),
      ruleY([0], { stroke: 'var(--border-strong)' }),
    ],
  };
};
