import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLine } from '../client/line.ts';
import { Button } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import { useToasts } from '../state/toasts.ts';

/** Says when the engine cannot be spoken to, and when it can again. A short gap is not worth a word. */
export function LineNotice() {
  const { t } = useTranslation();
  const state = useLine((line) => line.state);
  const show = useToasts((toasts) => toasts.show);
  const said = useRef(false);
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    if (state === 'up') {
      // In the desktop application the shell says what happened to the engine.
      if (said.current && window.quayside === undefined) show({ tone: 'good', text: t('line.back') });
      said.current = false;
      setIsLong(false);
      return undefined;
    }
    const timer = setTimeout(() => {
      said.current = true;
      setIsLong(true);
    }, 600);
    return () => clearTimeout(timer);
  }, [state, show, t]);
  if (state === 'refused') {
    const shell = window.quayside;
    return (
      <div className="line-notice">
        <Notice
          tone="error"
          title={t('line.refused')}
          action={
            shell === undefined ? undefined : (
              <Button onPress={() => void shell.restartEngine()}>{t('retry')}</Button>
            )
          }
        >
          {shell === undefined ? <p>{t('line.refusedTodo')}</p> : null}
        </Notice>
      </div>
    );
  }
  if (!isLong) return null;
  return (
    <div className="line-notice">
      <Notice tone="warning" title={t('line.lost')} />
    </div>
  );
}
