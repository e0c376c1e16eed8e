import { useQuery } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../client/context.ts';
import { Button } from '../../components/button.tsx';
import { CopyCommand } from '../../components/copy-command.tsx';
import { Select } from '../../components/fields.tsx';
import { Empty, ErrorNotice, Loading } from '../../components/notice.tsx';
import { ScreenHead } from '../../components/screen-head.tsx';
import type { GridRow } from '../../grid/row-source.ts';
import { useScope } from '../../state/scope.ts';
import { ExportButton } from '../tables/export-button.tsx';
import type { ScreenProps } from '../index.ts';
import { ask, askedOf, type Dataset, filterOf, states } from './asked.ts';
import { AskedLine } from './asked-line.tsx';
import { ChooseTenant } from './choose-tenant.tsx';
import { DatasetChoice } from './dataset-choice.tsx';
import { Facts } from './facts.tsx';
import { GroupList } from './group-list.tsx';
import { RowInspector } from './row-inspector.tsx';
import { ThreePanes } from './three-panes.tsx';
import { WaitingRows } from './waiting-rows.tsx';

/** Rows in quarantine as they came, of all tenants or closed ones too, to look at. */
export function Look({ place }: ScreenProps) {
  const { t } = useTranslation('quarantine');
  const client = useClient();
  const asked = askedOf(place.query);
  const scope = useScope((state) => state.tenant);
  const tenant = asked.tenant ?? scope;
  const filter = filterOf(asked, tenant);
  const groups = useQuery({
    queryKey: ['quarantine', 'groups', tenant, asked.runId, asked.state],
    queryFn: ({ signal }) => {
      const { reason: _, field: __, value: ___, ...rest } = filter;
      return client.quarantine.groups(rest, { signal });
    },
  });
  const all = groups.data?.groups ?? [];
  const dataset: Dataset = asked.dataset ?? all[0]?.dataset ?? 'suppliers';
  const command = useQuery({
    queryKey: ['quarantine', 'command', dataset, filter],
    queryFn: ({ signal }) => client.quarantine.command({ ...filter, dataset }, { signal }),
  });
  const [focus, setFocus] = useState<{ readonly rowId: string; readonly column: string } | null>(null);
  const about = JSON.stringify([dataset, filter]);
  useEffect(() => setFocus(null), [about]);
  const row = place.query['row'];
  useEffect(() => {
    if (row !== undefined) setFocus({ rowId: row, column: '' });
  }, [row, about]);
  const onFocus = (shown: GridRow, column: string): void => {
    const rowId = shown['_rowId'];
    if (typeof rowId === 'string') setFocus({ rowId, column });
  };
  const isEmpty = groups.data !== undefined && groups.data.rows === 0;
  return (
    <>
      <ScreenHead
        title={t('title')}
        facts={
          groups.data === undefined || isEmpty ? null : (
            <Facts rows={groups.data.rows} of="groups" count={all.length} oldestAt={groups.data.oldestAt} />
          )
        }
        actions={
          <>
            <DatasetChoice
              value={dataset}
              onChange={(next) => ask({ ...asked, dataset: next, reason: null, field: null, value: null })}
            />
            <div className="waiting-state">
              <Select
                bare
                label={t('state')}
                value={asked.state}
                onChange={(state) => ask({ ...asked, state })}
                choices={states.map((id) => ({ id, text: t(`states.${id}`) }))}
              />
            </div>
            <CopyCommand command={command.data?.command} />
            <ExportButton
              name={`quarantine-${dataset}.csv`}
              isDisabled={isEmpty}
              start={(kind, to) => client.quarantine.export({ ...filter, dataset, format: kind, to })}
            />
          </>
        }
      />
      <AskedLine asked={asked} />
      {tenant === null && asked.state === 'open' ? <ChooseTenant /> : null}
      {groups.error === null ? (
        groups.data === undefined ? (
          <Loading />
        ) : isEmpty ? (
          <Empty
            icon={ShieldCheck}
            text={t(asked.state === 'open' && asked.runId === null ? 'empty' : 'nothing')}
            action={
              asked.state === 'open' && asked.runId === null ? undefined : (
                <Button onPress={() => ask({ ...askedOf({}), tenant: asked.tenant })}>{t('showOpen')}</Button>
              )
            }
          />
        ) : (
          <ThreePanes
            name="quarantine"
            left={{
              name: 'groups',
              label: t('groups'),
              content: (
                <GroupList
                  groups={all}
                  asked={asked}
                  onChoose={(group) =>
                    ask(
                      group === null
                        ? { ...asked, reason: null, field: null, value: null }
                        : {
                            ...asked,
                            dataset: group.dataset,
                            reason: group.code,
                            field: group.field,
                            value: null,
                          },
                    )
                  }
                />
              ),
            }}
            rows={<WaitingRows dataset={dataset} filter={filter} onFocus={onFocus} />}
            inspector={<RowInspector dataset={dataset} focus={focus} />}
          />
        )
      ) : (
        <div className="waiting-pad">
          <ErrorNotice error={groups.error} retry={() => void groups.refetch()} />
        </div>
      )}
    </>
  );
}
