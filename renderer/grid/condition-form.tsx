import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ColumnFilter } from '../../contracts/api/page.ts';
import { Button } from '../components/button.tsx';
import { Select, TextField } from '../components/fields.tsx';
import { type Condition, conditionFilter, conditions, needsValue } from './column-filter-text.ts';

interface ConditionFormProps {
  readonly column: string;
  readonly model: ColumnFilter | null;
  readonly onChange: (model: ColumnFilter | null) => void;
}

export function ConditionForm({ column, model, onChange }: ConditionFormProps) {
  const { t } = useTranslation();
  const [condition, setCondition] = useState<Condition>(
    conditions.find((one) => one === model?.op) ?? 'contains',
  );
  const [value, setValue] = useState(model !== null && 'value' in model ? model.value : '');
  const apply = (): void => onChange(conditionFilter(column, condition, value) ?? null);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <Select
        label={t('grid.condition')}
        bare
        choices={conditions.map((id) => ({ id, text: t(`grid.conditions.${id}`) }))}
        value={condition}
        onChange={setCondition}
      />
      {needsValue(condition) ? (
        <TextField label={t('grid.operand')} value={value} onChange={setValue} autoFocus />
      ) : null}
      <Button type="submit">{t('grid.apply')}</Button>
    </form>
  );
}
