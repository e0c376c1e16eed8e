import { FileUp, FlaskConical } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { go } from '../../router/use-place.ts';
import { DemoProgress } from './demo-progress.tsx';
import type { Demo } from './use-demo.ts';

/** An empty workspace: what this is for, and two ways to begin. */
export function FirstStart({ demo }: { readonly demo: Demo }) {
  const { t } = useTranslation('home');
  return (
    <div className="screen-body first">
      <div className="first-box">
        <h2>{t('first.title')}</h2>
        <p>{t('first.text')}</p>
        {demo.error === undefined ? null : <ErrorNotice error={demo.error} retry={demo.start} />}
        {demo.isOn ? (
          <DemoProgress demo={demo} />
        ) : (
          <div className="row wrap">
            <Button kind="primary" icon={FlaskConical} onPress={demo.start}>
              {t('first.demo')}
            </Button>
            <Button icon={FileUp} onPress={() => go({ screen: 'runs', item: 'new' })}>
              {t('first.files')}
            </Button>
          </div>
        )}
        <p className="faint">{t('first.demoIs')}</p>
      </div>
    </div>
  );
}
