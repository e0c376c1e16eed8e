import { useTranslation } from 'react-i18next';
import { When } from '../../components/figures.tsx';
import { useFormat } from '../../format/use-format.ts';

interface FactsProps {
  readonly rows: number;
  /** What the left side counts. */
  readonly of: 'groups' | 'causes';
  readonly count: number;
  readonly oldestAt: string | null;
}

/** The line of facts under the title. */
export function Facts({ rows, of, count, oldestAt }: FactsProps) {
  const { t } = useTranslation('quarantine');
  const format = useFormat();
  return (
    <span className="clip">
      {t('facts.rows', { count: rows, n: format.short(rows) })}
      {' · '}
      {t(`facts.${of}`, { count, n: format.number(count) })}
      {oldestAt === null ? null : (
        <>
          {' · '}
          {t('facts.oldest')} <When time={oldestAt} />
        </>
      )}
    </span>
  );
}
