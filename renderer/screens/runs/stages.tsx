import { CircleCheck, CircleDashed } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { RunDetail } from '../../../contracts/api/runs.ts';
import { ProgressLine } from '../../components/progress-line.tsx';

const stages = ['received', 'judged', 'announced', 'published'] as const;

/** How far a run is: what is done, and the stage that is on with its rows, rate and remaining time. */
export function Stages({ run }: { readonly run: RunDetail }) {
  const { t } = useTranslation('runs');
  const done = new Set(run.stages.map(({ stage }) => stage));
  const text = t(`common:runState.${run.state}`);
  return (
    <section className="section" aria-live="polite">
      <h3>{t('stagesTitle')}</h3>
      <ol className="stages">
        {stages.map((stage) => {
          const Icon = done.has(stage) ? CircleCheck : CircleDashed;
          return (
            <li key={stage} className={done.has(stage) ? 'stage stage-done' : 'stage'}>
              <Icon size={14} aria-hidden />
              {t(`stages.${stage}`)}
              <span className="sr-only">{t(done.has(stage) ? 'stageDone' : 'stageOpen')}</span>
            </li>
          );
        })}
      </ol>
      {run.state === 'queued' || run.state === 'interrupted' || run.state === 'waiting' ? (
        <p className="soft">{t(`wait.${run.state}`)}</p>
      ) : (
        <ProgressLine progress={run.progress} label={text} />
      )}
    </section>
  );
}
