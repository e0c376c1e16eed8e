import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog, Heading } from 'react-aria-components';
import { Button } from '../components/button.tsx';
import { go } from '../router/use-place.ts';
import { useLayout } from '../state/layout.ts';
import { useFrame } from './use-frame.ts';

/** One stop per screen that matters on the first day. */
const stops = ['home', 'runs', 'quarantine', 'tables', 'audit'] as const;

/** A short walk over the demo workspace; it lies beside the screen, which stays usable. */
export function Tour() {
  const { overlay, open } = useFrame();
  return overlay === 'tour' ? <Walk close={() => open(null)} /> : null;
}

function Walk({ close }: { readonly close: () => void }) {
  const { t } = useTranslation('tour');
  const setSeen = useLayout((layout) => layout.setTourSeen);
  const [at, setAt] = useState(0);
  const stop = stops[at] ?? 'home';
  const end = (): void => {
    setSeen(true);
    close();
  };
  const walk = (to: number): void => {
    const screen = stops[to];
    if (screen === undefined) return end();
    setAt(to);
    go({ screen });
  };
  return (
    <Dialog className="tour" aria-label={t('title')}>
      <Heading level={2}>{t(`${stop}.title`)}</Heading>
      <p>{t(`${stop}.text`)}</p>
      <div className="row">
        <span className="faint grow num">{t('step', { at: at + 1, of: stops.length })}</span>
        <Button kind="quiet" onPress={end}>
          {t('end')}
        </Button>
        <Button kind="primary" onPress={() => walk(at + 1)}>
          {t(at === stops.length - 1 ? 'done' : 'next')}
        </Button>
      </div>
    </Dialog>
  );
}
