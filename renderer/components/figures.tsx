import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from 'react-aria-components';
import { shortId } from '../format/ids.ts';
import { useFormat } from '../format/use-format.ts';
import { copyText } from '../host/clipboard.ts';
import './figures.css';

/** A number in the reader's language: large ones short, the exact one on hover. */
export function Num({ value }: { readonly value: number }) {
  const format = useFormat();
  return (
    <span className="num" title={format.number(value)}>
      {format.short(value)}
    </span>
  );
}

/** How long ago, in words that stay true; the exact time on hover. */
export function When({ time }: { readonly time: string }) {
  const format = useFormat();
  const [, drawAgain] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => drawAgain((times) => times + 1), 20_000);
    return () => clearInterval(timer);
  }, []);
  const date = new Date(time);
  return (
    <time className="num" dateTime={time} title={format.absolute(date)}>
      {format.relative(date, new Date())}
    </time>
  );
}

/** A long id, shortened in the middle; a press copies the whole. */
export function Id({ id, whole = false }: { readonly id: string; readonly whole?: boolean }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button className="id" onPress={() => void copyText(id).then(setCopied)}>
      <code title={id}>{whole ? id : shortId(id)}</code>
      <span className="sr-only">{t('copyId')}</span>
      {copied ? <Check size={12} aria-hidden /> : <Copy size={12} aria-hidden />}
    </Button>
  );
}
