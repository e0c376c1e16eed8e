import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from '../../client/context.ts';
import { Fold } from '../../components/fold.tsx';
import { ErrorNotice, Loading } from '../../components/notice.tsx';
import { PlainTable } from '../../components/plain-table.tsx';
import { useFormat } from '../../format/use-format.ts';

/** What the journal says of the run, in order. */
export function RunLog({ runId }: { readonly runId: string }) {
  const { t } = useTranslation('runs');
  const client = useClient();
  const format = useFormat();
  const [isOpen, setOpen] = useState(false);
  const { data, error } = useQuery({
    queryKey: ['run-log', runId],
    queryFn: ({ signal }) => client.runs.log({ runId }, { signal }),
    enabled: isOpen,
  });
  return (
    <Fold title={t('log')} onOpenChange={setOpen}>
      {error === null ? null : <ErrorNotice error={error} />}
      {isOpen && data === undefined && error === null ? <Loading /> : null}
      {data === undefined ? null : (
        <PlainTable
          label={t('log')}
          rows={data.records}
          keyOf={({ seq }) => String(seq)}
          columns={[
            { id: 'seq', title: t('record.seq'), cell: ({ seq }) => <span className="num">{seq}</span> },
            {
              id: 'at',
              title: t('record.at'),
              cell: ({ at }) => <span className="num">{format.absolute(new Date(at))}</span>,
            },
            {
              id: 'kind',
              title: t('record.kind'),
              cell: ({ kind }) => t(`record.kinds.${kind}`, { defaultValue: kind }),
            },
            { id: 'actor', title: t('record.actor'), cell: ({ actor }) => actor },
          ]}
        />
      )}
    </Fold>
  );
}
