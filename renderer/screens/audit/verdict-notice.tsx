import { useTranslation } from 'react-i18next';
import { baseName } from '../../format/ids.ts';
import { useFormat } from '../../format/use-format.ts';
import { Notice } from '../../components/notice.tsx';
import type { Verdict } from './seal.tsx';

const shown = 8;

/** What a verification found wrong, record by record and file by file; nothing where all is whole. */
export function VerdictNotice({ verdict }: { readonly verdict: Verdict }) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  if (verdict.whole) return null;
  const lines = [
    ...verdict.recordFaults.map(({ kind, seq }) =>
      t(`fault.${kind}`, { seq: seq === null ? '' : format.number(seq) }),
    ),
    ...verdict.fileFaults.map(({ kind, table, path }) =>
      t(`fault.file-${kind}`, { table, name: baseName(path) }),
    ),
  ];
  return (
    <div className="audit-progress">
      <Notice tone="error" title={t('fault.title')}>
        <ul className="stack">
          {lines.slice(0, shown).map((line, index) => (
            // Two faults may read alike, and the list never changes its order.
            <li key={`${index}-${line}`}>{line}</li>
          ))}
        </ul>
        {lines.length > shown ? <p>{t('fault.more', { n: format.number(lines.length - shown) })}</p> : null}
        <p>{t('fault.todo')}</p>
      </Notice>
    </div>
  );
}
