import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { takeFiles } from '../host/files.ts';
import { useArrived } from '../state/arrived.ts';
import { useToasts } from '../state/toasts.ts';

/** Files dropped anywhere on the window lead to a new run with them; a place of its own that a screen has for files takes them itself. */
export function useDroppedFiles(): void {
  const { t } = useTranslation();
  const arrive = useArrived((arrived) => arrived.arrive);
  const show = useToasts((toasts) => toasts.show);
  useEffect(() => {
    const allow = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') === true) event.preventDefault();
    };
    const take = (event: DragEvent): void => {
      const files = [...(event.dataTransfer?.files ?? [])];
      if (event.defaultPrevented || files.length === 0) return;
      event.preventDefault();
      takeFiles(files).then(arrive, () => show({ tone: 'error', text: t('dropFailed') }));
    };
    window.addEventListener('dragover', allow);
    window.addEventListener('drop', take);
    return () => {
      window.removeEventListener('dragover', allow);
      window.removeEventListener('drop', take);
    };
  }, [arrive, show, t]);
}
