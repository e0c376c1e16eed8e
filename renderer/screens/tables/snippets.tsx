import { useQuery } from '@tanstack/react-query';
import { Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../client/context.ts';
import { Button } from '../../components/button.tsx';
import { Segments } from '../../components/fields.tsx';
import { ErrorNotice, Loading } from '../../components/notice.tsx';
import { copyText } from '../../host/clipboard.ts';
import { useToasts } from '../../state/toasts.ts';

const tools = ['pyiceberg', 'spark', 'duckdb', 'command'] as const;
const titles = { pyiceberg: 'PyIceberg', spark: 'Spark', duckdb: 'DuckDB', command: 'quayside' } as const;

/** Ready to be copied into other tools. */
export function Snippets({
  table,
  snapshotId,
}: {
  readonly table: string;
  readonly snapshotId: string | undefined;
}) {
  const { t } = useTranslation('tables');
  const client = useClient();
  const show = useToasts((toasts) => toasts.show);
  const [tool, setTool] = useState<(typeof tools)[number]>('pyiceberg');
  const snippets = useQuery({
    queryKey: ['tables', 'snippets', table, snapshotId],
    queryFn: ({ signal }) =>
      client.tables.snippets({ table, ...(snapshotId === undefined ? {} : { snapshotId }) }, { signal }),
  });
  if (snippets.error !== null)
    return <ErrorNotice error={snippets.error} retry={() => void snippets.refetch()} />;
  if (snippets.data === undefined) return <Loading />;
  const text = snippets.data[tool];
  const copy = async (): Promise<void> => {
    const done = await copyText(text);
    show({ tone: done ? 'info' : 'warning', text: t(done ? 'common:copied' : 'common:copyFailed') });
  };
  return (
    <div className="stack">
      <div className="row">
        <Segments
          label={t('schema.tool')}
          value={tool}
          onChange={setTool}
          choices={tools.map((id) => ({ id, text: titles[id] }))}
        />
        <Button icon={Copy} onPress={() => void copy()}>
          {t('schema.copy')}
        </Button>
      </div>
      <pre className="tables-snippet" tabIndex={0}>
        {text}
      </pre>
    </div>
  );
}
