import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/**
 * The engine's technical stage in words: `writing supply_chain.dim_parts_v1` is known by its first word. One without words is shown as
 * it is.
 */
export function useStageName(): (stage: string) => string {
  const { t } = useTranslation();
  return useCallback(
    (stage) => {
      const [word = '', ...rest] = stage.split(' ');
      const dataset = /suppliers|parts/.exec(rest.join(' '))?.[0];
      const name = t([`stage.${stage.replaceAll(' ', '-')}`, `stage.${word}`], { defaultValue: stage });
      return dataset === undefined ? name : `${name}: ${t(`dataset.${dataset}`)}`;
    },
    [t],
  );
}
