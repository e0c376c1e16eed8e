import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from './button.tsx';
import './dialog.css';

interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  readonly width?: number;
}

/** Over the screen until it is answered; Escape and a press beside it close it. */
export function Dialog({ title, isOpen, onClose, children, actions, width = 560 }: DialogProps) {
  const { t } = useTranslation();
  return (
    <ModalOverlay
      className="veil"
      isOpen={isOpen}
      onOpenChange={(open) => (open ? undefined : onClose())}
      isDismissable
    >
      <Modal className="modal" style={{ width }}>
        <AriaDialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title" level={2} className="grow">
              {title}
            </Heading>
            <IconButton icon={X} label={t('close')} onPress={onClose} />
          </div>
          <div className="dialog-body">{children}</div>
          {actions === undefined ? null : <div className="dialog-actions">{actions}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
