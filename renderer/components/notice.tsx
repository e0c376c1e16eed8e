import type { LucideIcon } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { faultOf } from '../client/fault-of.ts';
import { useSentence } from '../format/use-sentence.ts';
import { copyText } from '../host/clipboard.ts';
import { Button } from './button.tsx';
import { Fold } from './fold.tsx';
import { type Tone, ToneIcon } from './marks.tsx';
import './notice.css';

interface NoticeProps {
  readonly tone: Tone;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** A message in the flow of a screen: what is, and what to do. */
export function Notice({ tone, title, children, action }: NoticeProps) {
  return (
    <div className={`notice notice-${tone}`} role={tone === 'error' ? 'alert' : 'status'}>
      <ToneIcon tone={tone} />
      <div className="stack grow">
        <strong>{title}</strong>
        {children}
      </div>
      {action}
    </div>
  );
}

interface ErrorNoticeProps {
  readonly error: unknown;
  /** Does again what failed. */
  readonly retry?: () => void;
  readonly action?: ReactNode;
}

/** What happened, why, what to do; the report for whoever is asked is behind a fold. */
export function ErrorNotice({ error, retry, action }: ErrorNoticeProps) {
  const { t } = useTranslation();
  const fault = faultOf(error);
  const { what, todo } = useSentence(fault);
  const report = [fault.code, fault.details, `${navigator.userAgent}`, new Date().toISOString()].join('\n');
  return (
    <Notice
      tone="error"
      title={what}
      action={action ?? (retry === undefined ? undefined : <Button onPress={retry}>{t('retry')}</Button>)}
    >
      {todo === '' ? null : <p>{todo}</p>}
      <Fold title={t('details')}>
        <pre className="report">{report}</pre>
        <Button onPress={() => void copyText(report)}>{t('copyReport')}</Button>
      </Fold>
    </Notice>
  );
}

interface EmptyProps {
  readonly icon: LucideIcon;
  /** One sentence that teaches. */
  readonly text: string;
  readonly action?: ReactNode;
}

export function Empty({ icon: Icon, text, action }: EmptyProps) {
  return (
    <div className="empty">
      <Icon size={28} strokeWidth={1.25} aria-hidden />
      <p>{text}</p>
      {action}
    </div>
  );
}

/** Nothing for the first 400 ms, then words: what is quick should not flicker. */
export function Loading({ text }: { readonly text?: string }) {
  const { t } = useTranslation();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 400);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="loading" role="status" aria-busy>
      {late ? (text ?? t('loading')) : null}
    </div>
  );
}
