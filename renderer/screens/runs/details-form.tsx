import { useTranslation } from 'react-i18next';
import { TextField } from '../../components/fields.tsx';
import { Fold } from '../../components/fold.tsx';
import { type Details, wrongDetails } from './details.ts';

interface DetailsFormProps {
  readonly details: Details;
  readonly onChange: (details: Details) => void;
}

const fields = ['extractedAt', 'timezone', 'dataSource', 'asOf'] as const;

/** What is seldom said of a delivery, folded away. */
export function DetailsForm({ details, onChange }: DetailsFormProps) {
  const { t } = useTranslation('runs');
  const wrong = wrongDetails(details);
  return (
    <Fold title={t('details.title')}>
      <div className="form-details">
        {fields.map((field) => (
          <TextField
            key={field}
            label={t(`details.${field}`)}
            hint={t(`details.hint.${field}`)}
            value={details[field]}
            onChange={(value) => onChange({ ...details, [field]: value.trim() })}
            error={wrong.includes(field) ? t(`details.wrong.${field}`) : undefined}
          />
        ))}
      </div>
    </Fold>
  );
}
