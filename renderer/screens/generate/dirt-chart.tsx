import { axisX, axisY, barX, ruleX, tickX } from '@observablehq/plot';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Chart } from '../../components/chart.tsx';
import { useNames } from '../../format/use-names.ts';
import type { Sample } from './api-types.ts';

interface DirtChartProps {
  readonly sample: Sample;
  readonly dataset: 'suppliers' | 'parts';
}

/** Rows with dirt by kind: drawn, and meant. */
export function DirtChart({ sample, dataset }: DirtChartProps) {
  const { t } = useTranslation('generate');
  const names = useNames();
  const kinds = useMemo(
    () =>
      sample.dirt
        .filter((one) => one.dataset === dataset)
        .map(({ kind, intended, drawn }) => ({ name: names.dirt(kind), intended, drawn })),
    [sample, dataset, names],
  );
  const options = useCallback(
    () => ({
      marginLeft: 172,
      marginTop: 2,
      marginBottom: 22,
      marginRight: 20,
      y: { domain: kinds.map(({ name }) => name), label: null, padding: 0.25 },
      x: { label: null },
      marks: [
        axisX({ ticks: 5, tickSize: 0 }),
        axisY({ tickSize: 0 }),
        barX(kinds, { y: 'name', x: 'drawn', fill: 'var(--flow-quarantined)', fillOpacity: 0.55 }),
        tickX(kinds, { y: 'name', x: 'intended', stroke: 'var(--ink)', strokeWidth: 2 }),
        ruleX([0], { stroke: 'var(--border-strong)' }),
      ],
    }),
    [kinds],
  );
  const total = kinds.reduce((sum, { drawn }) => sum + drawn, 0);
  return <Chart label={t('dirtLabel', { count: total })} options={options} height={kinds.length * 20 + 26} />;
}
