import type { CustomFilterProps } from 'ag-grid-react';
import { useGridFilter } from 'ag-grid-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ColumnFilter } from '../../contracts/api/page.ts';
import { Button } from '../components/button.tsx';
import { Segments } from '../components/fields.tsx';
import { ConditionForm } from './condition-form.tsx';
import type { GridContext } from './rows-grid.tsx';
import { SetForm } from './set-form.tsx';

type Props = CustomFilterProps<unknown, GridContext, ColumnFilter>;

/** A column's filter: its values with how often they occur, or a condition. The engine filters; the grid only asks. */
export function ColumnFilterForm({ model, onModelChange, column, context }: Props) {
  const { t } = useTranslation();
  const source = context.source();
  const [form, setForm] = useState<'values' | 'condition'>(
    source.values === undefined || (model !== null && model.op !== 'in') ? 'condition' : 'values',
  );
  useGridFilter({ doesFilterPass: () => true });
  const name = column.getColId();
  return (
    <div className="column-filter">
      <div className="row">
        {source.values === undefined ? null : (
          <Segments
            label={t('grid.filterBy')}
            choices={[
              { id: 'values', text: t('grid.values') },
              { id: 'condition', text: t('grid.condition') },
            ]}
            value={form}
            onChange={setForm}
          />
        )}
        <span className="grow" />
        <Button kind="quiet" isDisabled={model === null} onPress={() => onModelChange(null)}>
          {t('grid.reset')}
        </Button>
      </div>
      {form === 'values' && source.values !== undefined ? (
        <SetForm
          column={name}
          model={model}
          onChange={onModelChange}
          load={source.values}
          filters={() => context.filters(name)}
          sourceKey={source.key}
        />
      ) : (
        <ConditionForm column={name} model={model} onChange={onModelChange} />
      )}
    </div>
  );
}
