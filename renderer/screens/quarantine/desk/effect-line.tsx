import { useTranslation } from 'react-i18next';
import type { Effect } from '../../../../contracts/quarantine/effect.ts';
import { useFormat } from '../../../format/use-format.ts';

/** What a change does, in a line of numbers. */
export function EffectLine({ effect }: { readonly effect: Effect }) {
  const { t } = useTranslation('quarantine');
  const format = useFormat();
  if (effect.changed === 0)
    return (
      <span className="soft">
        {t('effect.nothing', { count: effect.selected, n: format.number(effect.selected) })}
      </span>
    );
  const other = effect.freesOther.reduce((sum, { rows }) => sum + rows, 0);
  const parts = [
    t('effect.changes', { count: effect.changed, n: format.number(effect.changed) }),
    t('effect.clears', { count: effect.clears.reasons, n: format.number(effect.clears.reasons) }),
    t('effect.creates', { count: effect.creates.reasons, n: format.number(effect.creates.reasons) }),
    ...(effect.frees === 0
      ? []
      : [t('effect.frees', { count: effect.frees, n: format.number(effect.frees) })]),
    ...(other === 0 ? [] : [t('effect.freesOther', { count: other, n: format.number(other) })]),
    ...(effect.keys === 0 ? [] : [t('effect.keys', { count: effect.keys, n: format.number(effect.keys) })]),
    ...(effect.holds === 0
      ? []
      : [t('effect.holds', { count: effect.holds, n: format.number(effect.holds) })]),
    ...(effect.rejects === 0
      ? []
      : [t('effect.rejects', { count: effect.rejects, n: format.number(effect.rejects) })]),
    ...(effect.conflicts.length === 0
      ? []
      : [
          t('effect.conflicts', {
            count: effect.conflicts.length,
            n: format.number(effect.conflicts.length),
          }),
        ]),
  ];
  return <span className="num">{parts.join(' · ')}</span>;
}
