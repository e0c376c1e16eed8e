import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useAppearance } from '../state/appearance.ts';

/** What every cell needs of the reader's language, made once. */
export function useCellWords() {
  const { t } = useTranslation();
  const language = useAppearance((appearance) => appearance.language);
  return useMemo(() => {
    const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
    return { number: (value: number) => numbers.format(value), blank: t('grid.blank') };
  }, [language, t]);
}
