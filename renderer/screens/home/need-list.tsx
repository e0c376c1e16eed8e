import { useTranslation } from 'react-i18next';
import type { Need } from '../../../contracts/api/home.ts';
import { Door } from '../../components/door.tsx';
import { When } from '../../components/figures.tsx';
import { TenantName, type Tone, ToneIcon } from '../../components/marks.tsx';
import { useFormat } from '../../format/use-format.ts';
import { needPlace } from './need-place.ts';

const tones: Record<Need['kind'], Tone> = {
  'run-failed': 'error',
  'run-interrupted': 'warning',
  'run-waiting': 'warning',
  'delivery-late': 'warning',
  quarantine: 'info',
};

const idOf = (need: Need): string => `${need.kind}-${need.tenant}-${'runId' in need ? need.runId : ''}`;

/** The short list on top. Each line is a door. */
export function NeedList({ needs }: { readonly needs: readonly Need[] }) {
  const { t } = useTranslation('home');
  return (
    <section className="section">
      <h2>{t('needsTitle')}</h2>
      {needs.length === 0 ? (
        <p className="soft">{t('nothing')}</p>
      ) : (
        <ul className="needs">
          {needs.map((need) => (
            <li key={idOf(need)} className="need">
              <ToneIcon tone={tones[need.kind]} />
              <span className="need-tenant">
                <TenantName tenant={need.tenant} />
              </span>
              <NeedText need={need} />
              <span className="faint">
                <When time={need.since} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function NeedText({ need }: { readonly need: Need }) {
  const { t } = useTranslation(['home', 'errors']);
  const format = useFormat();
  const values = {
    rows: need.kind === 'quarantine' ? format.number(need.rows) : '',
    count: need.kind === 'quarantine' ? need.rows : need.kind === 'delivery-late' ? Math.floor(need.days) : 1,
  };
  const why = 'code' in need && need.code !== undefined ? t(`errors:${need.code}.what`, { path: '' }) : '';
  return (
    <span className="grow clip">
      <Door to={needPlace(need)}>{t(`need.${need.kind}`, values)}</Door>
      {why === '' ? null : <span className="soft"> · {why.replace(/: *$/, '')}</span>}
    </span>
  );
}
