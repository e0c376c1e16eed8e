import { X } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../components/button.tsx';
import { ToneIcon } from '../components/marks.tsx';
import { type Toast, useToasts } from '../state/toasts.ts';

/** Short notices at the bottom; read out when they come. */
export function ToastList() {
  const shown = useToasts((toasts) => toasts.shown);
  return (
    <div className="toasts" role="log" aria-live="polite">
      {shown.map((toast) => (
        <ToastView key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function ToastView({ toast: { id, tone, text, action } }: { readonly toast: Toast }) {
  const { t } = useTranslation();
  const dismiss = useToasts((toasts) => toasts.dismiss);
  const isShort = tone !== 'error' && action === undefined;
  useEffect(() => {
    const timer = setTimeout(() => dismiss(id), isShort ? 5_000 : 20_000);
    return () => clearTimeout(timer);
  }, [id, isShort, dismiss]);
  return (
    <div className="toast">
      <ToneIcon tone={tone} />
      <span className="grow toast-text">{text}</span>
      {action === undefined ? null : (
        <Button
          kind="quiet"
          onPress={() => {
            action.run();
            dismiss(id);
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton icon={X} label={t('dismiss')} onPress={() => dismiss(id)} />
    </div>
  );
}
