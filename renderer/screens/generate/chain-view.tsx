import { CircleCheck, CircleDashed, LoaderCircle } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { TenantName } from '../../components/marks.tsx';
import { ErrorNotice } from '../../components/notice.tsx';
import { ProgressLine } from '../../components/progress-line.tsx';
import { ScorePicture } from './score-picture.tsx';
import type { Chain } from './use-chain.ts';

const steps = ['generating', 'running', 'scoring', 'done'] as const;

/** How far generate, run and score are; in the end what was caught and missed. */
export function ChainView({ chain, again }: { readonly chain: Chain; readonly again: () => void }) {
  const { t } = useTranslation('generate');
  const { step: now, last, error } = chain;
  if (now === null) return error === undefined ? null : <ErrorNotice error={error} retry={again} />;
  if (now.at === 'done') return <ScorePicture scored={now.scored} close={chain.close} />;
  const at = steps.indexOf(now.at);
  return (
    <section className="section" aria-live="polite">
      <div className="row wrap">
        {steps.slice(0, 3).map((step, index) => {
          const Icon = index < at ? CircleCheck : index === at ? LoaderCircle : CircleDashed;
          return (
            <span
              key={step}
              className={`mark ${index < at ? 'mark-good' : index === at ? 'mark-info' : 'mark-quiet'}`}
            >
              <Icon size={14} aria-hidden />
              {t(`steps.${step}`)}
            </span>
          );
        })}
        <span className="grow" />
        <Button onPress={chain.stop}>{t('common:cancel')}</Button>
      </div>
      {last !== undefined && last.runs.length > 0 ? (
        last.runs.map(({ runId, tenant, progress, state }) => (
          <div key={runId} className="chain-run">
            {tenant === null ? null : <TenantName tenant={tenant} />}
            {state === 'published' || state === 'unchanged' ? (
              <span className="soft">{t(`common:runState.${state}`)}</span>
            ) : (
              <ProgressLine progress={progress} label={t('steps.running')} />
            )}
          </div>
        ))
      ) : (
        <ProgressLine progress={last?.jobs[0]?.progress} label={t(`steps.${now.at}`)} />
      )}
      {error === undefined ? null : <ErrorNotice error={error} />}
    </section>
  );
}
