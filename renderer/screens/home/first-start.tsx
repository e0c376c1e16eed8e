import { FileUp, FlaskConical } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { ProgressLine } from '../../components/progress-line.tsx';
import { go } from '../../router/use-place.ts';
import { useDemo } from './use-demo.ts';

/** An empty workspace: what this is for, and two ways to begin. */
export function FirstStart() {
  const { t } = useTranslation('home');
  const demo = useDemo();
  return (
    <div className="screen-body first">
      <div className="first-box">
        <h2>{t('first.title')}</h2>
        <p>{t('first.text')}</p>
        {demo.error === undefined ? null : <ErrorNotice error={demo.error} retry={demo.start} />}
        {demo.isOn ? (
          <div className="stack">
            <strong>{t('first.working')}</strong>
            <ProgressLine progress={demo.job?.progress} label={t('first.working')} />
            <div className="row">
              <Button onPress={() => void demo.cancel()}>{t('common:cancel')}</Button>
              <span className="faint">{t('first.leave')}</span>
            </div>
          </div>
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
