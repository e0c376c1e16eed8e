import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** What a person calls a field, a violation, a kind of dirt. */
export function useNames() {
  const { t } = useTranslation(['fields', 'codes', 'dirt']);
  return useMemo(
    () => ({
      field: (field: string): string => t(`fields:${field}`, { defaultValue: words(field) }),
      /** The sentence of a violation or finding code. */
      code: (code: string): string => t(`codes:${code}`, { defaultValue: words(code.toLowerCase()) }),
      dirt: (kind: string): string => t(`dirt:${kind}`, { defaultValue: words(kind) }),
    }),
    [t],
  );
}

/** `legal_name` as Legal name. */
function words(name: string): string {
  const text = name.replace(/^_+/, '').replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
