import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { LineageNode } from '../../../contracts/api/audit.ts';
import { shortId, tenantTitle } from '../../format/ids.ts';
import { useFormat } from '../../format/use-format.ts';

/** A node's name for people, not its id: whose, what for, when. */
export function useNodeTitle(): (node: LineageNode) => string {
  const { t } = useTranslation('audit');
  const format = useFormat();
  return useCallback(
    ({ kind, label, tenant, at, facts }) => {
      const whose = tenant === null ? '' : tenantTitle(tenant);
      switch (kind) {
        case 'delivery':
        case 'run':
          return at === null ? whose : `${whose}, ${format.relative(new Date(at))}`;
        case 'publication':
          return t(`purpose.${String(facts['purpose'])}`, { defaultValue: whose });
        case 'snapshot':
          return label.split('.').at(-1) ?? label;
        case 'file':
        case 'row':
        case 'quarantined-row':
          return shortId(label, { head: 14, tail: 6 });
      }
    },
    [t, format],
  );
}
