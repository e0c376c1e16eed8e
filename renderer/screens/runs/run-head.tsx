import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RunDetail } from '../../../contracts/api/runs.ts';
import { IconButton } from '../../components/button.tsx';
import { CopyCommand } from '../../components/copy-command.tsx';
import { Id, When } from '../../components/figures.tsx';
import { RunStateMark, TenantName } from '../../components/marks.tsx';
import { useFormat } from '../../format/use-format.ts';
import { copyText } from '../../host/clipboard.ts';
import { useToasts } from '../../state/toasts.ts';
import { useSentenceOfRun } from './use-sentence-of-run.ts';

/** Whose run, how it ended, and the sentence that can be sent to somebody. */
export function RunHead({ run, actions }: { readonly run: RunDetail; readonly actions: ReactNode }) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const sentence = useSentenceOfRun(run);
  const show = useToasts((toasts) => toasts.show);
  const at = run.finishedAt ?? run.startedAt ?? run.queuedAt;
  const copy = async (): Promise<void> => {
    if (sentence !== undefined && (await copyText(sentence)))
      show({ tone: 'info', text: t('common:copied') });
  };
  return (
    <header className="run-head">
      <div className="row wrap run-title">
        <h2 className="row">{run.tenant === null ? '–' : <TenantName tenant={run.tenant} />}</h2>
        <RunStateMark state={run.state} />
        <span className="soft">
          {at === undefined ? null : <When time={at} />}
          {run.seconds === undefined ? '' : ` · ${format.duration(run.seconds)}`}
          {run.kind === undefined ? '' : ` · ${t(`kind.${run.kind}`)}`}
          {run.attempts > 1 ? ` · ${t('attempts', { count: run.attempts })}` : ''}
        </span>
        <Id id={run.runId} />
        <span className="grow" />
        <CopyCommand command={run.command} />
        {actions}
      </div>
      {sentence === undefined ? null : (
        <p className="row run-sentence">
          <span>{sentence}</span>
          <IconButton icon={Copy} label={t('copySentence')} onPress={() => void copy()} />
        </p>
      )}
    </header>
  );
}
