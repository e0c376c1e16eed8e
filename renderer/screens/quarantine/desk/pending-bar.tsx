import { useQuery } from '@tanstack/react-query';
import { Check, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type OperationInput,
  operation as operationSchema,
} from '../../../../contracts/quarantine/operation.ts';
import { useClient } from '../../../client/context.ts';
import { Button, IconButton } from '../../../components/button.tsx';
import { CopyCommand } from '../../../components/copy-command.tsx';
import { ErrorNotice } from '../../../components/notice.tsx';
import { useFormat } from '../../../format/use-format.ts';
import { useNames } from '../../../format/use-names.ts';
import { useShortcuts } from '../../../frame/shortcuts.ts';
import { useToasts } from '../../../state/toasts.ts';
import { EffectDetails } from './effect-details.tsx';
import { EffectLine } from './effect-line.tsx';
import { operationText } from './operation-text.ts';
import type { DeskState } from './use-desk.ts';

interface PendingBarProps {
  readonly tenant: string;
  readonly operation: OperationInput;
  readonly desk: DeskState;
  readonly onDone: () => void;
}

/** The change that waits, with what it would do, exactly; Ctrl Enter applies it, Escape drops it. */
export function PendingBar({ tenant, operation, desk, onDone }: PendingBarProps) {
  const { t } = useTranslation('quarantine');
  const client = useClient();
  const names = useNames();
  const format = useFormat();
  const show = useToasts((toasts) => toasts.show);
  const [isOpen, setOpen] = useState(true);
  const preview = useQuery({
    queryKey: ['steward', tenant, 'preview', operation],
    queryFn: ({ signal }) => client.steward.preview({ tenant, operation }, { signal }),
    staleTime: 0,
    gcTime: 0,
  });
  const effect = preview.data?.effect;
  const changes = effect?.changed ?? 0;
  const apply = (): void => {
    if (preview.data === undefined || changes === 0 || desk.apply.isPending) return;
    desk.apply.mutate(
      { operation, basedOn: preview.data.head },
      {
        onSuccess: ({ effect: done, operationId }) => {
          show({
            tone: 'good',
            text: t('pending.applied', { count: done.changed, n: format.number(done.changed) }),
            ...(operationId === null
              ? {}
              : {
                  action: {
                    label: t('common:undo'),
                    run: () => desk.turn.mutate({ operationId, action: 'undo' }),
                  },
                }),
          });
          onDone();
        },
      },
    );
  };
  useShortcuts([{ keys: 'a', run: apply }]);
  const parsed = operationSchema.safeParse(operation);
  return (
    <section className="desk-pending" aria-label={t('pending.title')}>
      {isOpen && effect !== undefined ? <EffectDetails effect={effect} /> : null}
      {preview.error === null ? null : (
        <ErrorNotice error={preview.error} retry={() => void preview.refetch()} />
      )}
      {desk.apply.error === null ? null : (
        <ErrorNotice error={desk.apply.error} retry={() => void preview.refetch()} />
      )}
      <div className="row">
        <span className="desk-pending-what clip">
          {parsed.success ? operationText(parsed.data, t, names) : null}
        </span>
        <span className="grow">
          {effect === undefined ? (
            <span className="faint">{preview.error === null ? t('pending.counting') : null}</span>
          ) : (
            <EffectLine effect={effect} />
          )}
        </span>
        <CopyCommand command={preview.data?.command} />
        <Button onPress={() => setOpen(!isOpen)} aria-expanded={isOpen}>
          {t(isOpen ? 'pending.less' : 'pending.more')}
        </Button>
        <Button
          kind="primary"
          icon={Check}
          keys="A"
          isDisabled={changes === 0 || desk.apply.isPending}
          onPress={apply}
        >
          {t('pending.apply')}
        </Button>
        <IconButton icon={X} label={t('pending.drop')} onPress={onDone} />
      </div>
    </section>
  );
}
