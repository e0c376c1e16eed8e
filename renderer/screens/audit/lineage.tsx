import { useQuery } from '@tanstack/react-query';
import { Network } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from 'react-aria-components';
import { useClient } from '../../client/context.ts';
import { Button } from '../../components/button.tsx';
import { CopyCommand } from '../../components/copy-command.tsx';
import { SearchField } from '../../components/fields.tsx';
import { Empty, ErrorNotice, Loading } from '../../components/notice.tsx';
import { Panes } from '../../components/panes.tsx';
import { go } from '../../router/use-place.ts';
import { useScope } from '../../state/scope.ts';
import { LineageGraphView } from './lineage-graph.tsx';
import { NodeDetails } from './node-details.tsx';
import { useCommandLine } from '../../frame/use-command-line.ts';

/** From a run, a snapshot or a row's key back to the files and on to the snapshots. */
export function Lineage({ of }: { readonly of: string }) {
  const { t } = useTranslation('audit');
  const commandOf = useCommandLine();
  const client = useClient();
  const tenant = useScope((scope) => scope.tenant);
  const [text, setText] = useState(of);
  const [chosen, setChosen] = useState<string | null>(null);
  useEffect(() => {
    setText(of);
    setChosen(null);
  }, [of]);
  const graph = useQuery({
    queryKey: ['audit', 'lineage', of, tenant],
    queryFn: ({ signal }) => client.audit.lineage({ of, ...(tenant === null ? {} : { tenant }) }, { signal }),
    enabled: of !== '',
  });
  const node = graph.data?.nodes.find(({ id }) => id === chosen) ?? null;
  const main = (
    <div className="lineage">
      <Form
        className="row lineage-search"
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== '') go({ screen: 'audit', item: text.trim(), query: { view: 'lineage' } });
        }}
      >
        <div className="grow">
          <SearchField label={t('lineage.search')} value={text} onChange={setText} />
        </div>
        <Button type="submit">{t('lineage.show')}</Button>
        <CopyCommand command={of === '' ? undefined : commandOf('lineage', of)} />
      </Form>
      {of === '' ? (
        <Empty icon={Network} text={t('lineage.empty')} />
      ) : graph.error === null ? (
        graph.data === undefined ? (
          <Loading />
        ) : (
          <LineageGraphView graph={graph.data} chosen={chosen} onChoose={setChosen} />
        )
      ) : (
        <div className="audit-progress">
          <ErrorNotice error={graph.error} retry={() => void graph.refetch()} />
        </div>
      )}
    </div>
  );
  return (
    <Panes
      name="lineage"
      panes={[
        { name: 'graph', content: main, label: t('lineage.title') },
        // The graph has the room until something is asked of it.
        ...(node === null
          ? []
          : [
              {
                name: 'details',
                size: 320,
                least: 220,
                label: t('details.title'),
                content: <NodeDetails node={node} />,
              },
            ]),
      ]}
    />
  );
}
