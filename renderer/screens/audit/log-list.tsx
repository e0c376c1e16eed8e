import { ShieldCheck } from 'lucide-react';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { ListBox, ListBoxItem } from 'react-aria-components';
import type { AuditEntry } from '../../../contracts/api/audit.ts';
import { When } from '../../components/figures.tsx';
import { Mark, TenantName } from '../../components/marks.tsx';
import { toneOf } from './entry-tone.ts';
import { useEntryText } from './use-entry-text.ts';

interface LogListProps {
  readonly entries: readonly AuditEntry[];
  /** Records up to this one were verified. */
  readonly verifiedTo: number;
  readonly chosen: AuditEntry | null;
  readonly onChoose: (entry: AuditEntry) => void;
}

/** A line per record: what happened, to whom, when; arrow keys go through it. */
export function LogList({ entries, verifiedTo, chosen, onChoose }: LogListProps) {
  const { t } = useTranslation('audit');
  const textOf = useEntryText();
  const firstVerified = entries.find(({ record }) => record.seq <= verifiedTo)?.record.seq;
  return (
    <ListBox
      aria-label={t('log.title')}
      className="audit-list"
      selectionMode="single"
      selectionBehavior="replace"
      selectedKeys={chosen === null ? [] : [chosen.record.seq]}
      onSelectionChange={(keys) => {
        const found = entries.find(({ record }) => keys !== 'all' && keys.has(record.seq));
        if (found !== undefined) onChoose(found);
      }}
    >
      {entries.map(({ record }) => (
        <ListBoxItem id={record.seq} key={record.seq} textValue={textOf(record)} className="audit-line">
          <Fragment>
            {record.seq === firstVerified ? (
              <span className="audit-seal">
                <ShieldCheck size={12} aria-hidden /> {t('seal.toHere')}
              </span>
            ) : null}
            <span className="audit-line-row">
              <span className="audit-when faint">
                <When time={record.at} />
              </span>
              <span className="audit-tenant">
                {record.tenant === null ? null : <TenantName tenant={record.tenant} />}
              </span>
              <span className="audit-what">
                <Mark tone={toneOf(record)} text={textOf(record)} />
              </span>
              <span className="audit-actor faint clip">{record.actor}</span>
            </span>
          </Fragment>
        </ListBoxItem>
      ))}
    </ListBox>
  );
}
