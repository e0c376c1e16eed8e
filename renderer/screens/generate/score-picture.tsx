import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/button.tsx';
import { Door } from '../../components/door.tsx';
import { Mark, TenantName } from '../../components/marks.tsx';
import { useFormat } from '../../format/use-format.ts';
import { useNames } from '../../format/use-names.ts';
import type { Scored } from './chain-steps.ts';

interface ScorePictureProps {
  readonly scored: readonly Scored[];
  readonly close: () => void;
}

/** Planted mistakes by kind: caught and missed, side by side for each tenant. */
export function ScorePicture({ scored, close }: ScorePictureProps) {
  const { t } = useTranslation('generate');
  return (
    <section className="section">
      <div className="row">
        <h2 className="grow">{t('scoreTitle')}</h2>
        <IconButton icon={X} label={t('common:dismiss')} onPress={close} />
      </div>
      <div className="scores">
        {scored.map((one) => (
          <TenantScore key={one.tenant} scored={one} />
        ))}
      </div>
    </section>
  );
}

function TenantScore({ scored: { tenant, runId, score } }: { readonly scored: Scored }) {
  const { t } = useTranslation('generate');
  const format = useFormat();
  const names = useNames();
  if (score === null) return null;
  const kinds = Object.entries({ ...score.kinds, knock_on: score.knockOns }).filter(
    ([, { injected }]) => injected > 0,
  );
  const sum = (of: 'caught' | 'injected'): number => kinds.reduce((all, [, kind]) => all + kind[of], 0);
  const missed = sum('injected') - sum('caught');
  const most = Math.max(1, ...kinds.map(([, { injected }]) => injected));
  return (
    <div className="score">
      <div className="row wrap">
        <strong>
          <Door to={{ screen: 'runs', item: runId }}>
            <TenantName tenant={tenant} />
          </Door>
        </strong>
        <Mark
          tone={missed === 0 ? 'good' : 'error'}
          text={t('caughtOf', {
            caught: format.number(sum('caught')),
            injected: format.number(sum('injected')),
          })}
        />
        <Mark
          tone={score.falseAlarms === 0 ? 'good' : 'warning'}
          text={t('falseAlarms', { count: score.falseAlarms, n: format.number(score.falseAlarms) })}
        />
      </div>
      <ul className="score-kinds">
        {kinds.map(([kind, { injected, caught }]) => (
          <li key={kind} className="score-kind">
            <span className="clip">{names.dirt(kind)}</span>
            <span className="score-bar" aria-hidden>
              <span className="score-caught" style={{ width: `${(caught / most) * 100}%` }} />
              <span className="score-missed" style={{ width: `${((injected - caught) / most) * 100}%` }} />
            </span>
            <span className="num soft">
              {caught === injected
                ? t('allCaught', { caught: format.number(caught) })
                : t('someMissed', {
                    caught: format.number(caught),
                    missed: format.number(injected - caught),
                  })}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
