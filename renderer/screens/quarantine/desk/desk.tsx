import { History, Undo2, Upload } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OperationInput } from '../../../../contracts/quarantine/operation.ts';
import type { Selection } from '../../../../contracts/quarantine/selection.ts';
import { Button, IconButton } from '../../../components/button.tsx';
import { Segments } from '../../../components/fields.tsx';
import { When } from '../../../components/figures.tsx';
import { ErrorNotice, Loading } from '../../../components/notice.tsx';
import { Panes } from '../../../components/panes.tsx';
import { ScreenHead } from '../../../components/screen-head.tsx';
import { tenantTitle } from '../../../format/ids.ts';
import { useFormat } from '../../../format/use-format.ts';
import { useShortcuts } from '../../../frame/shortcuts.ts';
import type { GridRow } from '../../../grid/row-source.ts';
import { useToasts } from '../../../state/toasts.ts';
import { AskedLine } from '../asked-line.tsx';
import type { Asked, Dataset } from '../asked.ts';
import { BulkDialog } from './bulk-dialog.tsx';
import { CauseList, keyOfCause } from './cause-list.tsx';
import { DeskInspector } from './desk-inspector.tsx';
import { DeskRows } from './desk-rows.tsx';
import { HistoryDialog } from './history-dialog.tsx';
import { PendingBar } from './pending-bar.tsx';
import { ReturnDialog } from './return-dialog.tsx';
import { useDesk } from './use-desk.ts';
import { useFocusedRow } from './use-focused-row.ts';
import './desk.css';

/** Of windows of 1024 pixels, where the rows need the room. */
const narrow = window.innerWidth < 1200;
const datasets = ['suppliers', 'parts'] as const;

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
  const [open, setOpen] = useState<Open>(null);
  const focus = useFocusedRow(tenant, dataset, focused, desk.version);
  const causes = desk.causes.data?.causes ?? [];
  const cause = causes.find((one) => keyOfCause(one) === chosen);
  const selection: Selection = cause?.selection ?? selectionOf(asked);
  const totals = desk.causes.data?.totals ?? [];
  const sum = (of: (one: (typeof totals)[number]) => number): number =>
    totals.reduce((all, one) => all + of(one), 0);
  const free = sum((one) => one.free) + sum((one) => one.rejected);
  const oldest = causes
    .map(({ oldestAt }) => oldestAt ?? '')
    .filter((at) => at !== '')
    .toSorted()[0];
  const last = desk.history.data?.operations.find(({ counts }) => counts);
  const undone = desk.history.data?.operations.find(({ counts }) => !counts);
  const first = causes[0]?.dataset;
  useEffect(() => {
    if (asked.dataset === null && first !== undefined) setDataset(first);
    // Only when the causes come for the first time.
  }, [first === undefined]);
  const undo = (action: 'undo' | 'redo'): void => {
    const wanted = action === 'undo' ? last : undone;
    if (wanted === undefined || desk.turn.isPending) return;
    desk.turn.mutate(
      { operationId: wanted.operationId, action },
      {
        onSuccess: ({ effect }) =>
          show({
            tone: 'info',
            text: t(`turn.${action}`, { count: effect.changed, n: format.number(effect.changed) }),
          }),
        onError: () => show({ tone: 'error', text: t('turn.failed') }),
      },
    );
  };
  useShortcuts([
    { keys: 'mod+z', run: () => undo('undo'), whileTyping: false },
    { keys: 'mod+y', run: () => undo('redo'), whileTyping: false },
  ]);
  return (
    <>
      <ScreenHead
        title={t('title')}
        facts={
          desk.causes.data === undefined ? null : (
            <span className="clip">
              {t('facts.rows', { count: sum((one) => one.rows), n: format.short(sum((one) => one.rows)) })}
              {' · '}
              {t('facts.causes', { count: causes.length, n: format.number(causes.length) })}
              {oldest === undefined ? null : (
                <>
                  {' · '}
                  {t('facts.oldest')} <When time={oldest} />
                </>
              )}
            </span>
          )
        }
        actions={
          <>
            <Segments
              label={t('dataset')}
              value={dataset}
              onChange={(next) => {
                setDataset(next);
                setChosen(null);
                setFocus(null);
              }}
              choices={datasets.map((id) => ({ id, text: t(`common:dataset.${id}`) }))}
            />
            <IconButton
              icon={Undo2}
              label={t('turn.undoLast')}
              isDisabled={last === undefined || desk.turn.isPending}
              onPress={() => undo('undo')}
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
            <Panes
              name="desk"
              panes={[
                {
                  name: 'causes',
                  size: narrow ? 216 : 268,
                  least: 180,
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
                },
                {
                  name: 'rows',
                  label: t('rows'),
                  content: (
                    <DeskRows
                      tenant={tenant}
                      dataset={dataset}
                      selection={cause === undefined || cause.dataset === dataset ? selection : {}}
                      version={desk.version}
                      focus={focus}
                      onFocus={(row, column) => setFocus({ row, column })}
                      onPending={setPending}
                      onBulk={() => setOpen('bulk')}
                    />
                  ),
                },
                {
                  name: 'inspector',
                  size: narrow ? 248 : 320,
                  least: 220,
                  label: t('inspector.title'),
                  content: (
                    <DeskInspector
                      tenant={tenant}
                      dataset={dataset}
                      focus={focus}
                      isPending={pending !== null}
                      onPending={setPending}
                    />
                  ),
                },
              ]}
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
          selection={cause === undefined || cause.dataset === dataset ? selection : {}}
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
const selectionOf = ({ reason, field, value, runId }: Asked): Selection => ({
  ...(reason === null ? {} : { reason }),
  ...(field === null || reason === null ? {} : { field }),
  ...(value === null || field === null ? {} : { value }),
  ...(runId === null ? {} : { run: runId }),
});
