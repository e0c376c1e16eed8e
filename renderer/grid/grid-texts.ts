import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** The few words of AG Grid itself that people see or hear. */
export function useGridTexts(): Record<string, string> {
  const { t, i18n } = useTranslation();
  return useMemo(
    () =>
      Object.fromEntries(
        [
          'loadingOoo',
          'noRowsToShow',
          'ariaFilterMenuOpen',
          'ariaSortableColumn',
          'ariaLabelColumnFilter',
          'ariaFilterColumn',
        ].map((key) => [key, t(`grid.own.${key}`)]),
      ),
    [t, i18n.language],
  );
}
