import { useTranslation } from 'react-i18next';
import { Segments } from '../../components/fields.tsx';
import type { Dataset } from './asked.ts';

const datasets = ['suppliers', 'parts'] as const;

interface DatasetChoiceProps {
  readonly value: Dataset;
  readonly onChange: (dataset: Dataset) => void;
}

export function DatasetChoice({ value, onChange }: DatasetChoiceProps) {
  const { t } = useTranslation('quarantine');
  return (
    <Segments
      label={t('dataset')}
      value={value}
      onChange={onChange}
      choices={datasets.map((id) => ({ id, text: t(`common:dataset.${id}`) }))}
    />
  );
}
