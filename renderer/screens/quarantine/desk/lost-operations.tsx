import { Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { LostOperation } from '../../../../contracts/quarantine/history.ts';
import { Button } from '../../../components/button.tsx';
import { When } from '../../../components/figures.tsx';
import { ToneIcon } from '../../../components/marks.tsx';
import { useFormat } from '../../../format/use-format.ts';
import { useNames } from '../../../format/use-names.ts';
import type { DeskState } from './use-desk.ts';

interface LostOperationsProps {
  readonly lost: readonly LostOperation[];
  readonly desk: DeskState;
}

/** What was done and cannot be read: the rows are shown without it, and nothing can be done to them until it is there again or undone. */
export function LostOperations({ lost, desk }: LostOperationsProps) {
  const { t } = useTranslation('quarantine');
  const format = useFormat();
  const names = useNames();
  if (lost.length === 0) return null;
  return (
    <section className="desk-lost" aria-label={t('lost.title')}>
      <span className="row">
        <ToneIcon tone="error" />
        <strong>{t('lost.title')}</strong>
      </span>
      <p>{t('lost.text')}</p>
      <ul className="stack">
        {lost.map(({ operationId, at, person, reason, dataset, kinds, fields, rows }) => (
          <li key={operationId} className="row wrap">
            <span>
              {person}, <When time={at} />:{' '}
              {kinds.map((kind) => t(`bulk.kinds.${kind}`, { defaultValue: kind })).join(', ')} ·{' '}
              {t('lost.rows', {
                count: rows,
                n: format.number(rows),
                dataset: t(`common:dataset.${dataset}`),
              })}
              {fields.length === 0 ? '' : ` (${fields.map(names.field).join(', ')})`}
              {reason === null ? '' : ` · ${reason}`}
            </span>
            <Button
              icon={Undo2}
              isDisabled={desk.turn.isPending}
              onPress={() => desk.turn.mutate({ operationId, action: 'undo' })}
            >
              {t('lost.undo')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
