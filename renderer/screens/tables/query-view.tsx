import { useQuery } from '@tanstack/react-query';
import { Play, Square, TerminalSquare } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useClient } from '../../client/context.ts';
import { useJob } from '../../client/use-job.ts';
import { Button } from '../../components/button.tsx';
import { CopyCommand } from '../../components/copy-command.tsx';
import { Select } from '../../components/fields.tsx';
import { Empty, ErrorNotice } from '../../components/notice.tsx';
import { ProgressLine } from '../../components/progress-line.tsx';
import { useFormat } from '../../format/use-format.ts';
import type { RowSource } from '../../grid/row-source.ts';
import { RowsGrid } from '../../grid/rows-grid.tsx';
import { remember } from '../../state/remembered.ts';
import { ExportButton } from './export-button.tsx';
import { SqlEditor } from './sql-editor.tsx';
import { useCommandLine } from '../../frame/use-command-line.ts';

const kept = remember('query', z.object({ statement: z.string().max(200_000) }));

/** One SELECT over the tables of the workspace, and its rows. */
export function QueryView({ table }: { readonly table: string }) {
  const { t } = useTranslation('tables');
  const commandOf = useCommandLine();
  const client = useClient();
  const format = useFormat();
  const [statement, setStatement] = useState(
    () => kept.read()?.statement ?? `SELECT *\nFROM ${table}\nLIMIT 100`,
  );
  const words = useQuery({
    queryKey: ['query', 'completion'],
    queryFn: ({ signal }) => client.query.completion({}, { signal }),
    staleTime: 60_000,
  });
  const query = useJob('query', () => client.query.start({ statement }));
  const done = query.job?.outcome;
  const jobId = query.jobId;
  const run = (): void => {
    kept.write({ statement });
    query.start();
  };
  useEffect(() => {
    if (jobId === null) return undefined;
    return () => void client.query.forget({ jobId }).catch(() => undefined);
  }, [client, jobId]);
  const source = useMemo<RowSource | null>(() => {
    if (jobId === null || done === undefined) return null;
    return {
      key: jobId,
      page: (page, signal) => client.query.page({ jobId, page }, signal === undefined ? {} : { signal }),
      values: (request, signal) =>
        client.query.values(
          { jobId, of: { ...request, filters: [...request.filters] } },
          signal === undefined ? {} : { signal },
        ),
    };
  }, [client, jobId, done]);
  const examples = words.data?.examples ?? [];
  return (
    <div className="tables-view">
      <SqlEditor
        label={t('query.statement')}
        value={statement}
        onChange={setStatement}
        onRun={run}
        tables={words.data?.tables ?? []}
      />
      <div className="row tables-bar wrap">
        {query.isOn ? (
          <Button icon={Square} onPress={() => void query.cancel()}>
            {t('query.stop')}
          </Button>
        ) : (
          <Button
            kind="primary"
            icon={Play}
            keys="Ctrl Enter"
            isDisabled={statement.trim() === ''}
            onPress={run}
          >
            {t('query.run')}
          </Button>
        )}
        {examples.length === 0 ? null : (
          <div className="tables-examples">
            <Select
              bare
              label={t('query.examples')}
              value="none"
              onChange={(name) => {
                const found = examples.find((example) => example.name === name);
                if (found !== undefined) setStatement(found.statement);
              }}
              choices={[
                { id: 'none', text: t('query.examples') },
                ...examples.map(({ name }) => ({
                  id: name,
                  text: t(`query.example.${name}`, { defaultValue: name }),
                })),
              ]}
            />
          </div>
        )}
        <span className="faint num grow">
          {done === undefined
            ? null
            : t(done.cut ? 'query.cut' : 'query.found', {
                count: done.total,
                n: format.number(done.total),
                time: format.duration(done.seconds),
              })}
        </span>
        <CopyCommand command={commandOf('query', statement)} />
        <ExportButton
          name="query.csv"
          isDisabled={done === undefined}
          start={(kind, to) => client.query.export({ statement, format: kind, to })}
        />
      </div>
      {query.isOn ? (
        <div className="tables-pad">
          <ProgressLine progress={query.job?.progress} label={t('query.running')} />
        </div>
      ) : null}
      {query.error === undefined || query.error === null ? null : (
        <div className="tables-pad">
          <ErrorNotice error={query.error} />
        </div>
      )}
      {source === null ? (
        query.isOn || (query.error !== undefined && query.error !== null) ? null : (
          <Empty icon={TerminalSquare} text={t('query.empty')} />
        )
      ) : (
        <RowsGrid
          source={source}
          label={t('query.result')}
          columns={done?.columns.map(({ name }) => name) ?? []}
        />
      )}
    </div>
  );
}
