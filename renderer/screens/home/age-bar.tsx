import { useTranslation } from 'react-i18next';
import type { TenantOverview } from '../../../contracts/api/home.ts';
import { useFormat } from '../../format/use-format.ts';

const ages = ['today', 'week', 'month', 'older'] as const;

/** What waits, by how long it has; the words on hover and for screen readers. */
export function AgeBar({ ages: { open, oldestAt, ...by } }: { readonly ages: TenantOverview['quarantine'] }) {
  const { t } = useTranslation('home');
  const format = useFormat();
  if (open === 0) return <span className="faint">–</span>;
  const text = ages
    .filter((age) => by[age] > 0)
    .map((age) => t(`age.${age}`, { rows: format.number(by[age]) }))
    .join(', ');
  const oldest = oldestAt === null ? '' : format.relative(new Date(oldestAt));
  return (
    <span className="age" title={text}>
      <span className="age-bar" role="img" aria-label={text}>
        {ages.map((age) =>
          by[age] === 0 ? null : (
            <span key={age} className={`age-part age-${age}`} style={{ flexGrow: by[age] }} />
          ),
        )}
      </span>
      <span className="faint clip">{oldest}</span>
    </span>
  );
}
