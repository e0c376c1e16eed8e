import type { TFunction } from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../../contracts/api/audit.ts';
import { shortId } from '../../format/ids.ts';
import { useFormat } from '../../format/use-format.ts';
import { useStageName } from '../../format/use-stage-name.ts';

type Format = ReturnType<typeof useFormat>;
type Words = Readonly<Record<string, string | number>>;

/** What a record says, as a sentence in the reader's language. */
export function useEntryText(): (record: AuditEntry['record']) => string {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const stageName = useStageName();
  return useCallback(
    (record) => {
      const { key, words } = sentenceOf(record, format, t, stageName);
      return t(`entry.${key}`, { ...words });
    },
    [t, format, stageName],
  );
}

function sentenceOf(
  record: AuditEntry['record'],
  format: Format,
  t: TFunction<'audit'>,
  stageName: (stage: string) => string,
): { readonly key: string; readonly words: Words } {
  const rows = (n: number): Words => ({ count: n, n: format.number(n) });
  switch (record.kind) {
    case 'delivery':
      return { key: 'delivery', words: rows(sum(record.body.batches.map((batch) => batch.rows))) };
    case 'run-started':
    case 'evaluation':
    case 'run-planned':
      return { key: record.kind, words: { run: shortId(record.body.runId) } };
    case 'run-resumed':
      return { key: record.kind, words: { run: shortId(record.body.runId), attempt: record.body.attempt } };
    case 'run-stage':
      return {
        key: record.kind,
        words: { run: shortId(record.body.runId), stage: stageName(record.body.stage) },
      };
    case 'run-finished':
      return {
        key: `run-finished.${record.body.status}`,
        words: {
          run: shortId(record.body.runId),
          seconds: format.duration(record.body.seconds),
          landed: format.number(
            sum(Object.values(record.body.datasets).map((counts) => counts?.landed ?? 0)),
          ),
        },
      };
    case 'publication-intent':
      return { key: record.kind, words: { purpose: t(`purpose.${record.body.purpose}`) } };
    case 'publication-outcome':
      return {
        key: `publication-outcome.${record.body.outcome}`,
        words: {
          purpose: t(`purpose.${record.body.purpose}`),
          ...rows(record.body.tables.length),
        },
      };
    case 'rollback':
      return { key: record.kind, words: rows(record.body.tables.length) };
    case 'clean':
      return { key: record.kind, words: rows(sum(record.body.tables.map((table) => table.rows))) };
    case 'quarantine-operation':
      return {
        key: record.kind,
        words: {
          ...rows(record.body.rows),
          fields: record.body.fields.join(', '),
          cleared: format.number(record.body.cleared),
        },
      };
    case 'quarantine-undo':
      return { key: `quarantine-undo.${record.body.action}`, words: rows(record.body.rows) };
    case 'quarantine-return':
      return {
        key: record.kind,
        words: rows(sum(Object.values(record.body.datasets).map((counts) => counts?.released ?? 0))),
      };
    case 'setting':
      return { key: record.kind, words: { name: record.body.path.join(' › ') } };
    case 'expiry':
      return {
        key: record.kind,
        words: rows(sum(record.body.tables.map((table) => table.snapshotIds.length))),
      };
    case 'upkeep':
      return { key: record.kind, words: rows(record.body.tables.length) };
    case 'relocation':
      return { key: record.kind, words: { to: record.body.to } };
    case 'repair':
      return { key: record.kind, words: rows(record.body.places.length) };
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
