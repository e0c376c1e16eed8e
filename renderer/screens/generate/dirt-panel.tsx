import { useTranslation } from 'react-i18next';
import { Slider } from '../../components/slider.tsx';
import { useNames } from '../../format/use-names.ts';
import type { GenerateOptions, Sample } from './api-types.ts';
import { type GenerateForm, useGenerateForm } from './form.ts';

interface DirtPanelProps {
  readonly form: GenerateForm;
  readonly options: GenerateOptions;
  readonly sample: Sample | undefined;
}

const share = { style: 'percent', maximumFractionDigits: 1 } as const;
const mostOfKind = 0.1;

/** How much dirt, all together and by kind. A kind's own share holds for it alone, and stands beside the others' */
export function DirtPanel({ form, options, sample }: DirtPanelProps) {
  const { t } = useTranslation('generate');
  const names = useNames();
  const change = useGenerateForm((state) => state.change);
  const kinds = [...new Set(options.kinds.map(({ kind }) => kind))];
  return (
    <section className="section">
      <h2>{t('dirt')}</h2>
      <Slider
        label={t('dirtAll')}
        value={form.dirtyRate ?? options.defaults.dirtyRate}
        onChange={(dirtyRate) => change({ ...form, dirtyRate, kindRates: {} })}
        least={0}
        most={0.5}
        step={0.005}
        format={share}
      />
      <h2>{t('dirtByKind')}</h2>
      {kinds.map((kind) => (
        <Slider
          key={kind}
          label={names.dirt(kind)}
          value={form.kindRates[kind] ?? meant(sample, kind)}
          onChange={(rate) => change({ ...form, kindRates: { ...form.kindRates, [kind]: rate } })}
          least={0}
          most={mostOfKind}
          step={0.001}
          format={share}
        />
      ))}
    </section>
  );
}

/** The share that the generator means a kind to have, as the sample says. */
function meant(sample: Sample | undefined, kind: string): number {
  const of = sample?.dirt.filter((one) => one.kind === kind) ?? [];
  const rows = of.reduce((sum, { dataset }) => sum + (sample?.rows[dataset] ?? 0), 0);
  return rows === 0 ? 0 : of.reduce((sum, { intended }) => sum + intended, 0) / rows;
}
