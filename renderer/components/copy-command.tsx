import { SquareTerminal } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../host/clipboard.ts';
import { useToasts } from '../state/toasts.ts';
import { IconButton } from './button.tsx';

/** Copies the line of the command line that does the same. */
export function CopyCommand({ command }: { readonly command: string | undefined }) {
  const { t } = useTranslation();
  const show = useToasts((toasts) => toasts.show);
  const copy = async (): Promise<void> => {
    if (command === undefined) return;
    const done = await copyText(command);
    show(
      done
        ? { tone: 'info', text: `${t('copied')}: ${command}` }
        : { tone: 'warning', text: t('copyFailed') },
    );
  };
  return (
    <IconButton
      icon={SquareTerminal}
      label={t('copyCommand')}
      isDisabled={command === undefined}
      onPress={() => void copy()}
    />
  );
}
