import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { ProgressLine } from '../../components/progress-line.tsx';
import type { Demo } from './use-demo.ts';

/** How far the demo is; it can be cancelled, and left alone. */
export function DemoProgress({ demo }: { readonly demo: Demo }) {
  const { t } = useTranslation('home');
  return (
    <div className="stack">
      <strong>{t('first.working')}</strong>
      <ProgressLine progress={demo.job?.progress} label={t('first.working')} />
      <div className="row">
        <Button onPress={() => void demo.cancel()}>{t('common:cancel')}</Button>
        <span className="faint">{t('first.leave')}</span>
      </div>
    </div>
  );
}
