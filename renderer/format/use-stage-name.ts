import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { tenantTitle } from './ids.ts';

/**
 * The engine's technical stage in words: `writing supply_chain.dim_parts_v1` is known by its first word. One without words is shown as
 * it is.
 */
export function useStageName(): (stage: string) => string {
  const { t } = useTranslation();
  return useCallback(
    (stage) => {
      const generated = /^([^ :]+): (suppliers|parts|truth)$/.exec(stage);
      if (generated !== null)
        return `${t('stage.generating')}: ${tenantTitle(generated[1] ?? '')}, ${t(`dataset.${generated[2]}`)}`;
      const [word = '', ...rest] = stage.split(' ');
      const dataset = /suppliers|parts/.exec(rest.join(' '))?.[0];
      const name = t([`stage.${stage.replaceAll(' ', '-')}`, `stage.${word}`], { defaultValue: stage });
      return dataset === undefined ? name : `${name}: ${t(`dataset.${dataset}`)}`;
    },
    [t],
  );
}
