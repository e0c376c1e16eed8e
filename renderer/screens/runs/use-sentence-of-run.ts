import { useTranslation } from 'react-i18next';
import type { RunDetail } from '../../../contracts/api/runs.ts';
import { shortId, tenantTitle } from '../../format/ids.ts';
import { useFormat } from '../../format/use-format.ts';
import { destinations } from '../../components/flow-picture.tsx';

/** "Acme, 20,000 rows: 18,312 new, 1,204 unchanged, 484 in quarantine; publication 01M8…K2; nothing lost". Only of a run that got through. */
export function useSentenceOfRun({ tenant, state, totals, publications }: RunDetail): string | undefined {
  const { t } = useTranslation(['runs', 'common']);
  const format = useFormat();
  if (totals === undefined || tenant === null || (state !== 'published' && state !== 'unchanged'))
    return undefined;
  const parts = destinations
    .filter((of) => totals[of] > 0)
    .map((of) => `${format.number(totals[of])} ${t(`common:flow.${of}`)}`);
  const accounted = destinations.reduce((sum, of) => sum + totals[of], 0);
  const publication = publications[0]?.publicationId;
  return [
    t('sentence.rows', {
      tenant: tenantTitle(tenant),
      rows: format.number(totals.landed),
      parts: parts.join(', '),
    }),
    publication === undefined
      ? t('sentence.noPublication')
      : t('sentence.publication', { id: shortId(publication) }),
    ...(accounted === totals.landed ? [t('sentence.nothingLost')] : []),
  ].join('; ');
}
