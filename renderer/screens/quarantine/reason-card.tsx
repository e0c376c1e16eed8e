import { useTranslation } from 'react-i18next';
import type { RowViolation } from '../../../contracts/api/quarantine.ts';
import { violationCodes } from '../../../contracts/data/violation-codes.ts';
import { ToneIcon } from '../../components/marks.tsx';
import { useNames } from '../../format/use-names.ts';

/** What was found, what is expected, because of whom, and whether it can be waived. */
export function ReasonCard({ violation }: { readonly violation: RowViolation }) {
  const { t } = useTranslation('quarantine');
  const names = useNames();
  const { code, field, severity, value, causedBy } = violation;
  return (
    <div className={`waiting-reason waiting-reason-${severity}`}>
      <ToneIcon tone={severity} />
      <div className="stack">
        <span>
          <strong>{field === null ? '' : `${names.field(field)}: `}</strong>
          {value === null || value === '' ? t('inspector.blank') : <code>“{value}”</code>}
        </span>
        <span>{names.code(code)}</span>
        {causedBy === null ? null : <span className="faint">{t('inspector.causedBy')}</span>}
        {'locked' in violationCodes[code] ? <span className="faint">{t('inspector.locked')}</span> : null}
      </div>
    </div>
  );
}
