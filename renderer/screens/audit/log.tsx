import { useInfiniteQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../../contracts/api/audit.ts';
import type { RecordKind } from '../../../contracts/journal/record.ts';
import { useClient } from '../../client/context.ts';
import { Button } from '../../components/button.tsx';
import { Select } from '../../components/fields.tsx';
import { Empty, ErrorNotice, Loading } from '../../components/notice.tsx';
import { Panes } from '../../components/panes.tsx';
import { useFormat } from '../../format/use-format.ts';
import { useScope } from '../../state/scope.ts';
import { EntryDetails } from './entry-details.tsx';
import { LogList } from './log-list.tsx';
import { recordKinds } from './record-kinds.ts';
import type { Verdict } from './seal.tsx';
import { VerdictNotice } from './verdict-notice.tsx';

/** The journal, newest first, of the tenant in scope. */
export function Log({ verdict }: { readonly verdict: Verdict | null }) {
  const { t } = useTranslation('audit');
  const client = useClient();
  const format = useFormat();
  const tenant = useScope((scope) => scope.tenant);
  const [kind, setKind] = useState<RecordKind | 'all'>('all');
  const [chosen, setChosen] = useState<AuditEntry | null>(null);
  const log = useInfiniteQuery({
    queryKey: ['audit', 'log', tenant, kind],
    queryFn: ({ pageParam, signal }) =>
      client.audit.log(
        {
          ...(tenant === null ? {} : { tenant }),
          ...(kind === 'all' ? {} : { kind }),
          ...(pageParam === null ? {} : { before: pageParam }),
        },
        { signal },
      ),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
  });
  if (log.error !== null) return <ErrorNotice error={log.error} retry={() => void log.refetch()} />;
  if (log.data === undefined) return <Loading />;
  const entries = log.data.pages.flatMap((page) => page.entries);
  const head = log.data.pages[0]?.head.seq ?? 0;
  const list = (
    <div className="audit-log">
      <div className="row audit-filter">
        <Select
          bare
          label={t('log.kind')}
          value={kind}
          onChange={setKind}
          choices={[
            { id: 'all', text: t('log.allKinds') },
            ...recordKinds.map((one) => ({ id: one, text: t(`kind.${one}`) })),
          ]}
        />
        <span className="faint num">{t('log.head', { n: format.number(head) })}</span>
      </div>
      {verdict === null ? null : <VerdictNotice verdict={verdict} />}
      {entries.length === 0 ? (
        <Empty icon={ScrollText} text={t(kind === 'all' && tenant === null ? 'log.empty' : 'log.nothing')} />
      ) : (
        <LogList
          entries={entries}
          verifiedTo={verdict?.whole === true ? verdict.head.seq : 0}
          chosen={chosen}
          onChoose={setChosen}
        />
      )}
      {log.hasNextPage ? (
        <div className="row audit-more">
          <Button isDisabled={log.isFetchingNextPage} onPress={() => void log.fetchNextPage()}>
            {t('log.older')}
          </Button>
        </div>
      ) : null}
    </div>
  );
  return (
    <Panes
      name="audit"
      panes={[
        { name: 'log', content: list, label: t('log.title') },
        {
          name: 'details',
          size: 320,
          least: 240,
          label: t('details.title'),
          content: <EntryDetails entry={chosen} />,
        },
      ]}
    />
  );
}
