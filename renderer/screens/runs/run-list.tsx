import { useTranslation } from 'react-i18next';
import { ListBox, ListBoxItem } from 'react-aria-components';
import type { RunSummary } from '../../../contracts/api/runs.ts';
import { Button } from '../../components/button.tsx';
import { Num, When } from '../../components/figures.tsx';
import { RunStateMark, TenantDot } from '../../components/marks.tsx';
import { ProgressLine } from '../../components/progress-line.tsx';
import { baseName, tenantTitle } from '../../format/ids.ts';
import { go } from '../../router/use-place.ts';

interface RunListProps {
  readonly runs: readonly RunSummary[];
  readonly chosen: string | undefined;
  readonly more: (() => void) | undefined;
}

/** The runs, the newest first; those that wait or are on stand above. */
export function RunList({ runs, chosen, more }: RunListProps) {
  const { t } = useTranslation('runs');
  return (
    <div className="run-list">
      <ListBox
        aria-label={t('list')}
        selectionMode="single"
        selectionBehavior="replace"
        selectedKeys={chosen === undefined ? [] : [chosen]}
        onSelectionChange={(keys) => {
          const [runId] = keys === 'all' ? [] : [...keys];
          if (runId !== undefined) go({ screen: 'runs', item: String(runId) });
        }}
        items={runs.map((run) => ({ id: run.runId, run }))}
      >
        {({ run }) => (
          <ListBoxItem className="run-item" textValue={titleOf(run)}>
            <RunItem run={run} />
          </ListBoxItem>
        )}
      </ListBox>
      {more === undefined ? null : <Button onPress={more}>{t('more')}</Button>}
    </div>
  );
}

const titleOf = ({ tenant }: RunSummary): string => (tenant === null ? '–' : tenantTitle(tenant));

function RunItem({ run }: { readonly run: RunSummary }) {
  const { t } = useTranslation('runs');
  const at = run.finishedAt ?? run.startedAt ?? run.queuedAt;
  const isOn = run.state === 'running' || run.state === 'publishing';
  return (
    <>
      <span className="row">
        {run.tenant === null ? null : <TenantDot tenant={run.tenant} />}
        <strong className="clip grow">{titleOf(run)}</strong>
        <span className="faint">{at === undefined ? '' : <When time={at} />}</span>
      </span>
      {isOn ? (
        <ProgressLine progress={run.progress} label={titleOf(run)} />
      ) : (
        <span className="row">
          <span className="grow clip">
            <RunStateMark state={run.state} />
          </span>
          {run.totals === undefined ? null : (
            <span className="soft">
              <Num value={run.totals.landed} />
              {run.totals.quarantined === 0 ? null : (
                <>
                  {' · '}
                  <span className="tone-error">
                    <Num value={run.totals.quarantined} /> {t('quarantineShort')}
                  </span>
                </>
              )}
            </span>
          )}
        </span>
      )}
      <span className="faint clip">{run.sources.map(baseName).join(', ')}</span>
    </>
  );
}
