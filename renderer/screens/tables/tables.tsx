import { useQuery } from '@tanstack/react-query';
import { Table2, TerminalSquare } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { TableSummary } from '../../../contracts/api/tables.ts';
import { useClient } from '../../client/context.ts';
import { Button } from '../../components/button.tsx';
import { Segments } from '../../components/fields.tsx';
import { When } from '../../components/figures.tsx';
import { Empty, ErrorNotice, Loading } from '../../components/notice.tsx';
import { Panes } from '../../components/panes.tsx';
import { ScreenHead } from '../../components/screen-head.tsx';
import { useFormat } from '../../format/use-format.ts';
import { go } from '../../router/use-place.ts';
import type { ScreenProps } from '../index.ts';
import { QueryView } from './query-view.tsx';
import { RowsView } from './rows-view.tsx';
import { SchemaView } from './schema-view.tsx';
import { SnapshotsView } from './snapshots-view.tsx';
import { TableList } from './table-list.tsx';
import './tables.css';

const views = ['rows', 'snapshots', 'schema', 'query'] as const;
type View = (typeof views)[number];

/** What is in silver, and since when? */
export default function Tables({ place }: ScreenProps) {
  const { t } = useTranslation('tables');
  const client = useClient();
  const list = useQuery({
    queryKey: ['tables', 'list'],
    queryFn: ({ signal }) => client.tables.list({}, { signal }),
  });
  const all = list.data?.tables ?? [];
  const table = all.find((one) => one.table === place.item) ?? all.find(({ rows }) => rows > 0) ?? all[0];
  const view = views.find((one) => one === place.query['view']) ?? 'rows';
  const show = (next: View): void =>
    go({ screen: 'tables', item: table?.table ?? '', query: { view: next } }, { replace: true });
  return (
    <>
      <ScreenHead
        title={t('title')}
        facts={table === undefined ? null : <Facts table={table} />}
        actions={
          table === undefined ? null : (
            <>
              <Segments
                label={t('view')}
                value={view}
                onChange={show}
                choices={views.map((id) => ({ id, text: t(`views.${id}`) }))}
              />
              {view === 'query' ? null : (
                <Button kind="primary" icon={TerminalSquare} onPress={() => show('query')}>
                  {t('query.open')}
                </Button>
              )}
            </>
          )
        }
      />
      {list.error === null ? (
        list.data === undefined ? (
          <Loading />
        ) : table === undefined ? (
          <Empty
            icon={Table2}
            text={t('empty')}
            action={
              <Button kind="primary" onPress={() => go({ screen: 'generate' })}>
                {t('emptyAction')}
              </Button>
            }
          />
        ) : (
          <Panes
            name="tables"
            panes={[
              {
                name: 'list',
                size: 232,
                least: 160,
                label: t('list'),
                content: (
                  <TableList
                    tables={all}
                    chosen={table.table}
                    onChoose={(item) => go({ screen: 'tables', item, query: { view } })}
                  />
                ),
              },
              {
                name: 'view',
                label: t(`views.${view}`),
                content: (
                  <TableView
                    key={table.table}
                    table={table}
                    view={view}
                    snapshotId={place.query['snapshot']}
                  />
                ),
              },
            ]}
          />
        )
      ) : (
        <div className="tables-pad">
          <ErrorNotice error={list.error} retry={() => void list.refetch()} />
        </div>
      )}
    </>
  );
}

interface TableViewProps {
  readonly table: TableSummary;
  readonly view: View;
  readonly snapshotId: string | undefined;
}

function TableView({ table, view, snapshotId }: TableViewProps) {
  switch (view) {
    case 'rows':
      return <RowsView table={table} snapshotId={snapshotId} />;
    case 'snapshots':
      return <SnapshotsView table={table} />;
    case 'schema':
      return <SchemaView table={table.table} snapshotId={snapshotId} />;
    case 'query':
      return <QueryView table={table.table} />;
  }
}

function Facts({ table }: { readonly table: TableSummary }) {
  const { t } = useTranslation('tables');
  const format = useFormat();
  return (
    <span className="clip">
      {t('facts.rows', { count: table.rows, n: format.short(table.rows) })}
      {' · '}
      {t('facts.tenants', { count: table.tenants.length, n: format.number(table.tenants.length) })}
      {' · '}
      {t('facts.size', {
        size: format.bytes(table.bytes),
        count: table.files,
        n: format.number(table.files),
      })}
      {table.last === null ? null : (
        <>
          {' · '}
          {t('facts.last')} <When time={table.last.at} />
        </>
      )}
    </span>
  );
}
