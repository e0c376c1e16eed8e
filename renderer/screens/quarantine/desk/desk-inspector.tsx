import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { contracts } from '../../../../contracts/data/contracts.ts';
import type { RowEvent } from '../../../../contracts/quarantine/history.ts';
import type { OperationInput } from '../../../../contracts/quarantine/operation.ts';
import { useClient } from '../../../client/context.ts';
import { Id, When } from '../../../components/figures.tsx';
import { Fold } from '../../../components/fold.tsx';
import { ErrorNotice } from '../../../components/notice.tsx';
import { useNames } from '../../../format/use-names.ts';
import type { GridRow } from '../../../grid/row-source.ts';
import type { Dataset } from '../asked.ts';
import { violationsOf } from '../violations-of.ts';
import { ReasonCard } from '../reason-card.tsx';
import { Doubles } from './doubles.tsx';
import { Proposals } from './proposals.tsx';
import { RowActions } from './row-actions.tsx';

interface DeskInspectorProps {
  readonly tenant: string;
  readonly dataset: Dataset;
  readonly focus: { readonly row: GridRow; readonly column: string } | null;
  readonly isPending: boolean;
  readonly onPending: (operation: OperationInput) => void;
}

/** The focused cell's row: what is wrong, what could be done, what was done. */
export function DeskInspector({ tenant, dataset, focus, isPending, onPending }: DeskInspectorProps) {
  const { t } = useTranslation('quarantine');
  const names = useNames();
  const client = useClient();
  const me = useQuery({
    queryKey: ['home', 'due', tenant],
    queryFn: ({ signal }) => client.home.due({ tenant }, { signal }),
  });
  if (focus === null) return <p className="waiting-hint faint">{t('inspector.choose')}</p>;
  const { row, column } = focus;
  const violations = violationsOf(row);
  const here = violations.filter(({ field }) => field === column);
  const [first] = here.length > 0 ? here : violations;
  const others = violations.filter(({ field }) => field !== column);
  const rowId = String(row['_rowId']);
  const note = row['_note'];
  const assignee = row['_assignee'];
  const waitsFor = row['_waitsFor'];
  const state = String(row['_state']);
  const stands = [
    ...(state === 'assigned' || state === 'waiting' ? [] : [t(`rowState.${state}`)]),
    ...(typeof assignee === 'string' ? [t('inspector.assigned', { to: assignee })] : []),
    ...(typeof waitsFor === 'string' ? [t('inspector.waitsFor', { for: waitsFor })] : []),
  ];
  const double = [...here, ...others].find(({ code }) => code.startsWith('DUPLICATE_'));
  return (
    <section className="waiting-inspector" aria-label={t('inspector.title')}>
      <div className="stack">
        <h2 className="clip">{row['_key'] === null ? t('inspector.noKey') : String(row['_key'])}</h2>
        <span className="faint">{stands.join(' · ')}</span>
        {typeof note === 'string' ? <p className="soft">{note}</p> : null}
      </div>
      {here.length === 0 ? null : <h3>{t('inspector.reasons')}</h3>}
      {here.map((violation) => (
        <ReasonCard key={violation.code} violation={violation} />
      ))}
      {double === undefined ? null : (
        <Doubles tenant={tenant} dataset={dataset} row={row} violation={double} onPending={onPending} />
      )}
      {first === undefined || first.field === null ? null : (
        <Proposals
          key={`${rowId} ${column}`}
          tenant={tenant}
          dataset={dataset}
          rowId={rowId}
          violation={{ ...first, field: first.field }}
          isPending={isPending}
          onUse={onPending}
        />
      )}
      {others.length === 0 ? null : (
        <h3>{here.length === 0 ? t('inspector.reasons') : t('inspector.also')}</h3>
      )}
      {others.map((violation) => (
        <ReasonCard key={`${violation.code} ${violation.field ?? ''}`} violation={violation} />
      ))}
      {violations.length === 0 ? <p className="soft">{t('inspector.free')}</p> : null}
      <RowActions
        key={rowId}
        dataset={dataset}
        rowId={rowId}
        violations={[...here, ...others]}
        me={me.data?.person}
        onPending={onPending}
      />
      <CellHistory tenant={tenant} dataset={dataset} rowId={rowId} />
      <Fold title={t('inspector.values')}>
        <dl className="waiting-facts">
          {contracts[dataset].fields.map(({ name }) => (
            <Value key={name} name={names.field(name)} value={row[name]} />
          ))}
          <dt>{t('inspector.id')}</dt>
          <dd>
            <Id id={rowId} />
          </dd>
        </dl>
      </Fold>
    </section>
  );
}

const Value = ({ name, value }: { readonly name: string; readonly value: GridRow[string] | undefined }) => (
  <>
    <dt>{name}</dt>
    <dd>{value === null || value === undefined ? '–' : String(value)}</dd>
  </>
);

interface CellHistoryProps {
  readonly tenant: string;
  readonly dataset: Dataset;
  readonly rowId: string;
}

/** What happened to the row, the oldest first. */
function CellHistory({ tenant, dataset, rowId }: CellHistoryProps) {
  const { t } = useTranslation('quarantine');
  const client = useClient();
  const history = useQuery({
    queryKey: ['steward', tenant, 'row', rowId],
    queryFn: ({ signal }) => client.steward.rowHistory({ tenant, dataset, rowId }, { signal }),
  });
  if (history.error !== null) return <ErrorNotice error={history.error} />;
  return (
    <Fold title={t('inspector.history')} open>
      <ul className="desk-events">
        {(history.data?.events ?? []).map((event, index) => (
          // Events have no names of their own, and the list only grows at its end.
          <li key={`${index}-${event.what}`}>
            <Event event={event} />
          </li>
        ))}
      </ul>
    </Fold>
  );
}

function Event({ event }: { readonly event: RowEvent }) {
  const { t } = useTranslation('quarantine');
  const names = useNames();
  switch (event.what) {
    case 'opened':
      return (
        <span>
          {t('event.opened')} {event.at === null ? null : <When time={event.at} />}
        </span>
      );
    case 'changed':
      return (
        <div className="stack">
          <span className="faint">
            {event.person}, <When time={event.at} />
            {event.reason === null ? '' : ` · ${event.reason}`}
          </span>
          {event.cells.map(({ field, before, after }) => (
            <span key={field}>
              {names.field(field)}: <del>{before ?? t('inspector.blank')}</del>{' '}
              <ins>{after ?? t('inspector.blank')}</ins>
            </span>
          ))}
          {event.state.map(({ name, after }) => (
            <span key={name}>
              {t(`event.state.${name}`, { defaultValue: name })}: {after ?? t('inspector.blank')}
            </span>
          ))}
        </div>
      );
    case 'earlier':
      return (
        <div className="stack">
          <span>
            {t('event.earlier', { state: t(`rowState.${event.state}`, { defaultValue: event.state }) })}{' '}
            {event.at === null ? null : <When time={event.at} />}
          </span>
          {event.person === null ? null : (
            <span className="faint">
              {event.person}
              {event.reason === null ? '' : ` · ${event.reason}`}
            </span>
          )}
          {event.cells.map(({ field, before, after }) => (
            <span key={field}>
              {names.field(field)}: {before ?? t('inspector.blank')} → {after ?? t('inspector.blank')}
            </span>
          ))}
        </div>
      );
    case 'closed':
      return (
        <span>
          {t(`rowState.${event.state}`, { defaultValue: event.state })}{' '}
          {event.at === null ? null : <When time={event.at} />}
        </span>
      );
  }
}
