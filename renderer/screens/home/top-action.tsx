import { useTranslation } from 'react-i18next';
import type { Need } from '../../../contracts/api/home.ts';
import { Button } from '../../components/button.tsx';
import { tenantTitle } from '../../format/ids.ts';
import { go } from '../../router/use-place.ts';
import { needPlace } from './need-place.ts';

/** The next step: that of the topmost need, or a new delivery. */
export function TopAction({ need }: { readonly need: Need | undefined }) {
  const { t } = useTranslation('home');
  if (need === undefined) {
    return (
      <Button kind="primary" onPress={() => go({ screen: 'runs', item: 'new' })}>
        {t('newRun')}
      </Button>
    );
  }
  return (
    <Button kind="primary" onPress={() => go(needPlace(need))}>
      {t(`action.${need.kind}`, { tenant: tenantTitle(need.tenant) })}
    </Button>
  );
}
