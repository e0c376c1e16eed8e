import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Segments } from '../../components/fields.tsx';
import { useFormat } from '../../format/use-format.ts';
import type { Sample } from './api-types.ts';
import { DirtChart } from './dirt-chart.tsx';
import { DistributionChart } from './distribution-chart.tsx';

/** What was drawn beside what was meant, field by field. */
export function Distributions({ sample }: { readonly sample: Sample }) {
  const { t } = useTranslation('generate');
  const format = useFormat();
  const [dataset, setDataset] = useState<'suppliers' | 'parts'>('suppliers');
  const fields = sample.distributions.filter((one) => one.dataset === dataset);
  return (
    <>
      <section className="section">
        <div className="row wrap">
          <h2>{t('distributions')}</h2>
          <Segments
            label={t('distributions')}
            choices={[
              { id: 'suppliers', text: t('common:dataset.suppliers') },
              { id: 'parts', text: t('common:dataset.parts') },
            ]}
            value={dataset}
            onChange={setDataset}
          />
          <Legend />
          <span className="faint">{t('sampled', { rows: format.number(sample.rows[dataset]) })}</span>
        </div>
        <div className="charts">
          {fields.map((one) => (
            <DistributionChart key={one.field} distribution={one} />
          ))}
        </div>
      </section>
      <section className="section">
        <h2>{t('dirtDrawn')}</h2>
        <DirtChart sample={sample} dataset={dataset} />
      </section>
    </>
  );
}

function Legend() {
  const { t } = useTranslation('generate');
  return (
    <span className="row legend soft">
      <span className="legend-drawn" aria-hidden />
      {t('drawn')}
      <span className="legend-meant" aria-hidden />
      {t('intended')}
    </span>
  );
}
