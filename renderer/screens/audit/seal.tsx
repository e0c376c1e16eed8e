import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { auditVerdict } from '../../../contracts/api/outcomes.ts';
import { When } from '../../components/figures.tsx';
import { Mark } from '../../components/marks.tsx';
import { useFormat } from '../../format/use-format.ts';

export type Verdict = z.infer<typeof auditVerdict>;

/** What the last verification found, in a line. */
export function Seal({ verdict }: { readonly verdict: Verdict | null }) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  if (verdict === null) return <Mark tone="quiet" text={t('seal.none')} />;
  const faults = verdict.recordFaults.length + verdict.fileFaults.length;
  return (
    <span className="row wrap">
      {verdict.whole ? (
        <Mark
          tone="good"
          text={t('seal.whole', {
            records: format.number(verdict.records),
            files: format.number(verdict.files),
          })}
        />
      ) : (
        <Mark tone="error" text={t('seal.broken', { count: faults, n: format.number(faults) })} />
      )}
      <When time={verdict.at} />
    </span>
  );
}
