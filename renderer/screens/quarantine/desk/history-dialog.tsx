import { Redo2, Undo2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { PastOperation } from '../../../../contracts/quarantine/history.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { When } from '../../../components/figures.tsx';
import { ErrorNotice, Loading } from '../../../components/notice.tsx';
import { tenantTitle } from '../../../format/ids.ts';
import { useFormat } from '../../../format/use-format.ts';
import { useNames } from '../../../format/use-names.ts';
import { operationText } from './operation-text.ts';
import type { DeskState } from './use-desk.ts';

interface HistoryDialogProps {
  readonly tenant: string;
  readonly desk: DeskState;
  readonly onClose: () => void;
}

/** What was done, the last first; any step can be undone and done again, not only the last. */
export function HistoryDialog({ tenant, desk, onClose }: HistoryDialogProps) {
  const { t } = useTranslation('quarantine');
  const { history, turn } = desk;
  return (
    <Dialog title={t('history.title', { tenant: tenantTitle(tenant) })} isOpen onClose={onClose} width={720}>
      {turn.error === null ? null : <ErrorNotice error={turn.error} />}
      {turn.data === undefined ? null : <TurnNote desk={desk} />}
      {history.data === undefined ? (
        history.error === null ? (
          <Loading />
        ) : (
          <ErrorNotice error={history.error} retry={() => void history.refetch()} />
        )
      ) : history.data.operations.length === 0 ? (
        <p className="soft">{t('history.empty')}</p>
      ) : (
        <ul className="desk-history">
          {history.data.operations.map((past) => (
            <Step
              key={past.operationId}
              past={past}
              isBusy={turn.isPending}
              onTurn={() =>
                turn.mutate({ operationId: past.operationId, action: past.counts ? 'undo' : 'redo' })
              }
            />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

interface StepProps {
  readonly past: PastOperation;
  readonly isBusy: boolean;
  readonly onTurn: () => void;
}

function Step({ past, isBusy, onTurn }: StepProps) {
  const { t } = useTranslation('quarantine');
  const names = useNames();
  const format = useFormat();
  return (
    <li className="desk-step">
      <span className="stack desk-step-words">
        <span className={past.counts ? undefined : 'desk-undone'}>
          {operationText(past.operation, t, names)}
        </span>
        <span className="faint">
          {t(`common:dataset.${past.dataset}`)}
          {' · '}
          {t('effect.changes', { count: past.rows, n: format.number(past.rows) })}
          {' · '}
          {t('effect.clears', { count: past.cleared, n: format.number(past.cleared) })}
          {' · '}
          {past.person}, <When time={past.at} />
          {past.reason === null ? '' : ` · ${past.reason}`}
          {past.counts ? '' : ` · ${t('history.undone')}`}
        </span>
      </span>
      <Button icon={past.counts ? Undo2 : Redo2} isDisabled={isBusy} onPress={onTurn}>
        {t(past.counts ? 'history.undo' : 'history.redo')}
      </Button>
    </li>
  );
}

/** What the last undo or redo did to later steps. */
function TurnNote({ desk }: { readonly desk: DeskState }) {
  const { t } = useTranslation('quarantine');
  const format = useFormat();
  const effect = desk.turn.data?.effect;
  if (effect === undefined) return null;
  return (
    <p className="soft" role="status">
      {t(`turn.${effect.action}`, { count: effect.changed, n: format.number(effect.changed) })}
      {effect.later.length === 0 ? '' : ` ${t('turn.later', { count: effect.later.length })}`}
      {effect.left === 0 ? '' : ` ${t('turn.left', { count: effect.left, n: format.number(effect.left) })}`}
    </p>
  );
}
