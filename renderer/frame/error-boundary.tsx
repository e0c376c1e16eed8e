import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button.tsx';
import { Fold } from '../components/fold.tsx';
import { Notice } from '../components/notice.tsx';

interface Caught {
  readonly error: Error | null;
}

/** A screen that fails to draw takes no other with it. A class: React has no other way to catch. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, Caught> {
  override state: Caught = { error: null };

  static getDerivedStateFromError(error: unknown): Caught {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return <Crash error={error} again={() => this.setState({ error: null })} />;
  }
}

function Crash({ error, again }: { readonly error: Error; readonly again: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="screen-body">
      <Notice
        tone="error"
        title={t('crash.title')}
        action={<Button onPress={again}>{t('crash.again')}</Button>}
      >
        <p>{t('crash.text')}</p>
        <Fold title={t('details')}>
          <pre className="report">{error.stack ?? error.message}</pre>
        </Fold>
      </Notice>
    </div>
  );
}
