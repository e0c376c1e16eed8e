import { useTranslation } from 'react-i18next';
import { Segments } from '../../components/fields.tsx';

export type DeliveryKind = 'delta' | 'full';

interface KindChoiceProps {
  readonly value: DeliveryKind;
  readonly onChange: (kind: DeliveryKind) => void;
}

/** Whether a delivery is what changed or all there is, with what that means. */
export function KindChoice({ value, onChange }: KindChoiceProps) {
  const { t } = useTranslation('runs');
  return (
    <div className="field">
      <span className="react-aria-Label">{t('form.kind')}</span>
      <Segments
        label={t('form.kind')}
        choices={[
          { id: 'delta', text: t('kind.delta') },
          { id: 'full', text: t('kind.full') },
        ]}
        value={value}
        onChange={onChange}
      />
      <span className="field-hint">{t(`form.kindHint.${value}`)}</span>
    </div>
  );
}
