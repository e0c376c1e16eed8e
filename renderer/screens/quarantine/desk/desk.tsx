import { History, Undo2, Upload } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OperationInput } from '../../../../contracts/quarantine/operation.ts';
import type { DeskState, Selection } from '../../../../contracts/quarantine/selection.ts';
import { Button, IconButton } from '../../../components/button.tsx';
import { ErrorNotice, Loading } from '../../../components/notice.tsx';
import { ScreenHead } from '../../../components/screen-head.tsx';
import { tenantTitle } from '../../../format/ids.ts';
import { useFormat } from '../../../format/use-format.ts';
import { useShortcuts } from '../../../frame/shortcuts.ts';
import type { GridRow } from '../../../grid/row-source.ts';
import { useToasts } from '../../../state/toasts.ts';
import { AskedLine } from '../asked-line.tsx';
import { type Asked, ask, type Dataset } from '../asked.ts';
import { DatasetChoice } from '../dataset-choice.tsx';
import { Facts } from '../facts.tsx';
import { ThreePanes } from '../three-panes.tsx';
import { BulkDialog } from './bulk-dialog.tsx';
import { CauseList, keyOfCause } from './cause-list.tsx';
import { DeskInspector } from './desk-inspector.tsx';
import { DeskRows } from './desk-rows.tsx';
import { HistoryDialog } from './history-dialog.tsx';
import { LostOperations } from './lost-operations.tsx';
import { nextTurn } from './next-turn.ts';
import { PendingBar } from './pending-bar.tsx';
import { ReturnDialog } from './return-dialog.tsx';
import { useDesk } from './use-desk.ts';
import { useFocusedRow } from './use-focused-row.ts';
import './desk.css';

interface DeskProps {
  readonly tenant: string;
  readonly asked: Asked;
}

type Open = 'history' | 'return' | 'bulk' | null;

/** One tenant's quarantine, to be worked on: what is wrong, the rows, and one pending change with its exact effect. */
export function Desk({ tenant, asked }: DeskProps) {
  const { t } = useTranslation('quarantine');
  const format = useFormat();
  const show = useToasts((toasts) => toasts.show);
  const desk = useDesk(tenant);
  const [chosen, setChosen] = useState<string | null>(null);
  const [dataset, setDataset] = useState<Dataset>(asked.dataset ?? 'suppliers');
  const [focused, setFocus] = useState<{ readonly row: GridRow; readonly column: string } | null>(null);
  const [pending, setPending] = useState<OperationInput | null>(null);
  const [state, setState] = useState<DeskState | null>(null);
  const [open, setOpen] = useState<Open>(null);
  const focus = useFocusedRow(tenant, dataset, focused, desk.version);
  const causes = desk.causes.data?.causes ?? [];
  const cause = causes.find((one) => keyOfCause(one) === chosen);
  const chosenRows = cause?.selection ?? selectionOf(asked);
  const selection: Selection = {
    ...(cause === undefined || cause.dataset === dataset ? chosenRows : {}),
    ...(state === null ? {} : { state }),
  };
  const totals = desk.causes.data?.totals ?? [];
  const sum = (of: (one: (typeof totals)[number]) => number): number =>
    totals.reduce((all, one) => all + of(one), 0);
  const free = sum((one) => one.free) + sum((one) => one.rejected);
  const oldest = causes
    .map(({ oldestAt }) => oldestAt ?? '')
    .filter((at) => at !== '')
    .toSorted()[0];
  const last = nextTurn(desk.history.data?.operations ?? [], 'undo');
  const first = causes[0]?.dataset;
  useEffect(() => {
    if (asked.dataset === null && first !== undefined) setDataset(first);
    // Only when the causes come for the first time.
  }, [first === undefined]);
  const undo = async (action: 'undo' | 'redo'): Promise<void> => {
    try {
      const turned = await desk.turnNext(action);
      if (turned === undefined) return;
      const { changed } = turned.effect;
      show({ tone: 'info', text: t(`turn.${action}`, { count: changed, n: format.number(changed) }) });
    } catch {
      show({ tone: 'error', text: t('turn.failed') });
    }
  };
  useShortcuts([
    { keys: 'mod+z', run: () => void undo('undo'), whileTyping: false },
    { keys: 'mod+y', run: () => void undo('redo'), whileTyping: false },
  ]);
  return (
    <>
      <ScreenHead
        title={t('title')}
        facts={
          desk.causes.data === undefined ? null : (
            <Facts
              rows={sum((one) => one.rows)}
              of="causes"
              count={causes.length}
              oldestAt={oldest ?? null}
            />
          )
        }
        actions={
          <>
            <DatasetChoice
              value={dataset}
              onChange={(next) => {
                setDataset(next);
                setChosen(null);
                setFocus(null);
              }}
            />
            <IconButton
              icon={Undo2}
              label={t('turn.undoLast')}
              isDisabled={last === undefined || desk.turn.isPending}
              onPress={() => void undo('undo')}
            />
            <Button icon={History} onPress={() => setOpen('history')}>
              {t('history.button')}
            </Button>
            <Button kind="primary" icon={Upload} isDisabled={free === 0} onPress={() => setOpen('return')}>
              {t('return.button', { count: free, n: format.short(free), tenant: tenantTitle(tenant) })}
            </Button>
          </>
        }
      />
      {desk.causes.error === null ? (
        desk.causes.data === undefined ? (
          <Loading text={t('desk.loading')} />
        ) : (
          <div className="desk">
            {cause === undefined ? <AskedLine asked={asked} /> : null}
            <LostOperations lost={desk.causes.data.unreadable} desk={desk} />
            <ThreePanes
              name="desk"
              left={{
                name: 'causes',
                label: t('causes'),
                content: (
                  <CauseList
                    causes={causes}
                    chosen={chosen}
                    onChoose={(next) => {
                      setChosen(next === null ? null : keyOfCause(next));
                      if (next !== null) setDataset(next.dataset);
                    }}
                  />
                ),
              }}
              rows={
                <DeskRows
                  tenant={tenant}
                  dataset={dataset}
                  selection={selection}
                  version={desk.version}
                  focus={focus}
                  onFocus={(row, column) => setFocus({ row, column })}
                  onPending={setPending}
                  onState={(next) => {
                    if (next === 'closed') ask({ ...asked, tenant, state: next });
                    else setState(next);
                  }}
                  onBulk={() => setOpen('bulk')}
                />
              }
              inspector={
                <DeskInspector
                  tenant={tenant}
                  dataset={dataset}
                  focus={focus}
                  isPending={pending !== null}
                  onPending={setPending}
                />
              }
            />
            {pending === null ? null : (
              <PendingBar tenant={tenant} operation={pending} desk={desk} onDone={() => setPending(null)} />
            )}
          </div>
        )
      ) : (
        <div className="waiting-pad">
          <ErrorNotice error={desk.causes.error} retry={() => void desk.causes.refetch()} />
        </div>
      )}
      {open === 'history' ? (
        <HistoryDialog tenant={tenant} desk={desk} onClose={() => setOpen(null)} />
      ) : null}
      {open === 'return' ? <ReturnDialog tenant={tenant} desk={desk} onClose={() => setOpen(null)} /> : null}
      {open === 'bulk' ? (
        <BulkDialog
          tenant={tenant}
          dataset={dataset}
          selection={selection}
          field={cause?.field ?? focus?.column ?? ''}
          onPending={(operation) => {
            setPending(operation);
            setOpen(null);
          }}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </>
  );
}

/** What a door from another screen asked for. */
const selectionOf = ({ reason, field, value, runId, assigned }: Asked): Selection => ({
  ...(reason === null ? {} : { reason }),
  ...(field === null || reason === null ? {} : { field }),
  ...(value === null || field === null ? {} : { value }),
  ...(runId === null ? {} : { run: runId }),
  ...(assigned === null ? {} : { assignedTo: assigned }),
});
