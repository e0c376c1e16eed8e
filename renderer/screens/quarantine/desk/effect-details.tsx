import { useTranslation } from 'react-i18next';
import type { Effect } from '../../../../contracts/quarantine/effect.ts';
import { ToneIcon } from '../../../components/marks.tsx';
import { useNames } from '../../../format/use-names.ts';

const shown = 5;

/** Some cells before and after, and some reasons that would come. */
export function EffectDetails({ effect }: { readonly effect: Effect }) {
  const { t } = useTranslation('quarantine');
  const names = useNames();
  if (effect.examples.length + effect.creates.examples.length === 0) return null;
  return (
    <div className="desk-effect">
      {effect.examples.length === 0 ? null : (
        <table className="desk-table">
          <thead>
            <tr>
              <th>{t('effect.key')}</th>
              <th>{t('effect.field')}</th>
              <th>{t('effect.before')}</th>
              <th>{t('effect.after')}</th>
            </tr>
          </thead>
          <tbody>
            {effect.examples.slice(0, shown).map(({ rowId, key, field, before, after }) => (
              <tr key={`${rowId} ${field}`}>
                <td className="mono clip">{key ?? t('inspector.noKey')}</td>
                <td>{names.field(field)}</td>
                <td>
                  <del>{before ?? t('inspector.blank')}</del>
                </td>
                <td>
                  <ins>{after ?? t('inspector.blank')}</ins>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {effect.creates.examples.length === 0 ? null : (
        <ul className="stack">
          {effect.creates.examples.slice(0, shown).map(({ rowId, code, field, value }) => (
            <li key={`${rowId} ${code} ${field ?? ''}`} className="row">
              <ToneIcon tone="warning" />
              <span className="clip">
                {t('effect.wouldBe')} {field === null ? '' : `${names.field(field)} `}
                {value === null ? '' : `“${value}” `}
                {names.code(code)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
