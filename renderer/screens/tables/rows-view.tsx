import { History } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TableSummary } from '../../../contracts/api/tables.ts';
import { useClient } from '../../client/context.ts';
import { Button } from '../../components/button.tsx';
import { CopyCommand } from '../../components/copy-command.tsx';
import { SearchField } from '../../components/fields.tsx';
import { Notice } from '../../components/notice.tsx';
import { useFormat } from '../../format/use-format.ts';
import type { RowSource } from '../../grid/row-source.ts';
import { RowsGrid } from '../../grid/rows-grid.tsx';
import { shortId } from '../../format/ids.ts';
import { go } from '../../router/use-place.ts';
import { useScope } from '../../state/scope.ts';
import { ExportButton } from './export-button.tsx';
import { useCommandLine } from '../../frame/use-command-line.ts';

interface RowsViewProps {
  readonly table: TableSummary;
  /** As it was then; missing: as it is. */
  readonly snapshotId: string | undefined;
}

/** What a row is known by stays at the left. */
const knownBy = { suppliers: ['supplier_code'], parts: ['part_number'] } as const;

/** The table's rows, now or as they were, of the tenant in scope. */
export function RowsView({ table, snapshotId }: RowsViewProps) {
  const { t } = useTranslation('tables');
  const commandOf = useCommandLine();
  const client = useClient();
  const format = useFormat();
  const tenant = useScope((scope) => scope.tenant);
  const [text, setText] = useState('');
  const [shown, setShown] = useState<number | null>(null);
  // A publication while somebody looks must not shift rows under their eyes: without a choice it is the snapshot that was last.
  const at = snapshotId ?? table.last?.snapshotId;
  const source = useMemo<RowSource>(() => {
    const of = {
      table: table.table,
      ...(at === undefined ? {} : { snapshotId: at }),
      ...(tenant === null ? {} : { tenant }),
    };
    return {
      key: JSON.stringify(of),
      lean: true,
      page: (page, signal) => client.tables.page({ ...of, page }, signal === undefined ? {} : { signal }),
      values: (request, signal) =>
        client.tables.values(
          { ...of, of: { ...request, filters: [...request.filters] } },
          signal === undefined ? {} : { signal },
        ),
    };
  }, [client, table.table, at, tenant]);
  const onView = useCallback(({ total }: { readonly total: number }) => setShown(total), []);
  return (
    <div className="tables-view">
      {snapshotId === undefined || snapshotId === table.last?.snapshotId ? null : (
        <div className="tables-pad">
          <Notice
            tone="info"
            title={t('rows.past', { id: shortId(snapshotId) })}
            action={
              <Button icon={History} onPress={() => go({ screen: 'tables', item: table.table })}>
                {t('rows.now')}
              </Button>
            }
          />
        </div>
      )}
      <div className="row tables-bar">
        <div className="tables-search">
          <SearchField label={t('rows.search')} value={text} onChange={setText} />
        </div>
        <span className="faint num grow">
          {shown === null ? null : t('rows.shown', { count: shown, n: format.number(shown) })}
        </span>
        <CopyCommand command={commandOf(...rowsCommand(table.table, snapshotId, tenant))} />
        <ExportButton
          name={`${table.table}.csv`}
          start={(format_, to) =>
            client.tables.export({
              table: table.table,
              ...(snapshotId === undefined ? {} : { snapshotId }),
              ...(tenant === null ? {} : { tenant }),
              format: format_,
              to,
            })
          }
        />
      </div>
      <RowsGrid
        source={source}
        text={text}
        label={t('rows.label', { table: table.table })}
        onView={onView}
        {...(table.layer === 'silver' && table.dataset !== null ? { pinned: knownBy[table.dataset] } : {})}
      />
    </div>
  );
}

/** The same rows, as words of the command line. */
function rowsCommand(
  table: string,
  snapshotId: string | undefined,
  tenant: string | null,
): readonly string[] {
  const where = tenant === null ? '' : ` WHERE tenant_id = '${tenant.replaceAll("'", "''")}'`;
  return [
    'query',
    `SELECT * FROM ${table}${where}`,
    ...(snapshotId === undefined ? [] : ['--at', snapshotId]),
  ];
}
