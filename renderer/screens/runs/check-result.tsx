import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type { checked as checkedSchema } from '../../../contracts/api/outcomes.ts';
import { Num } from '../../components/figures.tsx';
import { ToneIcon } from '../../components/marks.tsx';
import { Notice } from '../../components/notice.tsx';
import { baseName } from '../../format/ids.ts';
import { useFormat } from '../../format/use-format.ts';
import { useNames } from '../../format/use-names.ts';

type Checked = z.infer<typeof checkedSchema>;

/** What a delivery would become: how much would fail and why, above how it was read. */
export function CheckResult({ checked }: { readonly checked: Checked }) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const names = useNames();
  const all = Object.values(checked.datasets);
  const failing = all.reduce((sum, { quarantined }) => sum + quarantined, 0);
  const landed = all.reduce((sum, counts) => sum + counts.landed, 0);
  const errors = checked.reasons.filter(({ severity }) => severity === 'error');
  return (
    <section className="section">
      <Notice
        tone={failing === 0 ? 'good' : 'warning'}
        title={
          failing === 0
            ? t('check.allPass', { rows: format.number(landed) })
            : t('check.fail', {
                failing: format.number(failing),
                rows: format.number(landed),
                causes: t('check.causes', { count: errors.length }),
              })
        }
      >
        {checked.readings.map(({ dataset, files, unknown, missing }) => (
          <p key={dataset} className="soft">
            {t(`common:dataset.${dataset}`)}:{' '}
            {files
              .map(
                ({ path, rows, format: kind }) =>
                  `${baseName(path)} (${kind.toUpperCase()}, ${format.number(rows)})`,
              )
              .join(', ')}
            {unknown.length === 0 ? '' : ` · ${t('check.unknown', { names: unknown.join(', ') })}`}
            {missing.length === 0
              ? ''
              : ` · ${t('check.missing', { names: missing.map(names.field).join(', ') })}`}
          </p>
        ))}
        {checked.notRead.map(({ path }) => (
          <p key={path} className="soft">
            {t('check.notRead', { name: baseName(path) })}
          </p>
        ))}
      </Notice>
      <ul className="reasons">
        {checked.reasons.map(({ dataset, code, field, severity, rows }) => (
          <li key={`${dataset} ${code} ${field}`} className="row">
            <ToneIcon tone={severity === 'error' ? 'error' : 'warning'} />
            <span className="reason-count">
              <Num value={rows} />
            </span>
            <span className="clip">
              <strong>{names.field(field)}</strong>: {names.code(code)}
              <span className="faint"> · {t(`common:dataset.${dataset}`)}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
