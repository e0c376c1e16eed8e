import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Span } from '../../../contracts/telemetry/span.ts';
import { useClient } from '../../client/context.ts';
import { Fold } from '../../components/fold.tsx';
import { ErrorNotice, Loading } from '../../components/notice.tsx';
import { useFormat } from '../../format/use-format.ts';

/** Where the time went: a bar per part, on one time line. */
export function Spans({ runId }: { readonly runId: string }) {
  const { t } = useTranslation('runs');
  const client = useClient();
  const [isOpen, setOpen] = useState(false);
  const { data, error } = useQuery({
    queryKey: ['run-spans', runId],
    queryFn: ({ signal }) => client.runs.spans({ runId }, { signal }),
    enabled: isOpen,
  });
  return (
    <Fold title={t('spans')} onOpenChange={setOpen}>
      {error === null ? null : <ErrorNotice error={error} />}
      {isOpen && data === undefined && error === null ? <Loading /> : null}
      {data === undefined ? null : data.spans.length === 0 ? (
        <p className="soft">{t('noSpans')}</p>
      ) : (
        <TimeLine spans={data.spans} />
      )}
    </Fold>
  );
}

function TimeLine({ spans }: { readonly spans: readonly Span[] }) {
  const format = useFormat();
  const start = Math.min(...spans.map(({ startMs }) => startMs));
  const end = Math.max(...spans.map(({ startMs, milliseconds }) => startMs + milliseconds));
  const of = (milliseconds: number): string => `${(milliseconds / Math.max(1, end - start)) * 100}%`;
  return (
    <ul className="spans">
      {spans
        .toSorted((a, b) => a.startMs - b.startMs)
        .map(({ spanId, name, startMs, milliseconds, facts, status }) => (
          <li key={spanId} className="span">
            <span className="clip">
              <code>{name}</code>
              {facts.dataset === undefined ? null : <span className="faint"> {facts.dataset}</span>}
            </span>
            <span className="span-line" aria-hidden>
              <span
                className={`span-bar span-${status}`}
                style={{ marginLeft: of(startMs - start), width: of(milliseconds) }}
              />
            </span>
            <span className="num faint">{format.duration(milliseconds / 1000)}</span>
          </li>
        ))}
    </ul>
  );
}
