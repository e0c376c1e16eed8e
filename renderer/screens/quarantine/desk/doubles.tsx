import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { RowViolation } from '../../../../contracts/api/quarantine.ts';
import { contracts } from '../../../../contracts/data/contracts.ts';
import type { OperationInput } from '../../../../contracts/quarantine/operation.ts';
import { useClient } from '../../../client/context.ts';
import { Button } from '../../../components/button.tsx';
import { ErrorNotice } from '../../../components/notice.tsx';
import { useNames } from '../../../format/use-names.ts';
import { arrowRows } from '../../../grid/arrow-rows.ts';
import type { GridRow } from '../../../grid/row-source.ts';
import type { Dataset } from '../asked.ts';

interface DoublesProps {
  readonly tenant: string;
  readonly dataset: Dataset;
  readonly row: GridRow;
  readonly violation: RowViolation;
  readonly onPending: (operation: OperationInput) => void;
}

/** Rows beside each other are few: more than these nobody compares by eye. */
const most = 4;

/** The rows that share a key or a code, where they differ, and which of them is to be kept: the others are rejected. */
export function Doubles({ tenant, dataset, row, violation, onPending }: DoublesProps) {
  const { t } = useTranslation('quarantine');
  const client = useClient();
  const names = useNames();
  const { primaryKey, businessKey, fields } = contracts[dataset];
  const field = violation.code === businessKey.duplicate ? businessKey.field : primaryKey.field;
  const text = row[field];
  const found = useQuery({
    queryKey: ['steward', tenant, 'doubles', dataset, field, text],
    queryFn: async ({ signal }) => {
      const selection = { filter: { field, equals: String(text) } };
      const page = await client.steward.page(
        { tenant, dataset, selection, page: { limit: most } },
        { signal },
      );
      return { rows: arrowRows(page.arrow), total: page.total };
    },
    enabled: typeof text === 'string',
  });
  if (found.error !== null) return <ErrorNotice error={found.error} />;
  if (found.data === undefined) return null;
  const { rows, total } = found.data;
  if (total < 2) return <p className="soft">{t('doubles.alone')}</p>;
  const different = fields
    .map(({ name }) => name)
    .filter((name) => new Set(rows.map((one) => one[name] ?? null)).size > 1);
  return (
    <div className="desk-doubles">
      <h3>{t('doubles.title', { count: total })}</h3>
      <table className="desk-table">
        <thead>
          <tr>
            <th>{t('effect.field')}</th>
            {rows.map((one, index) => (
              <th key={String(one['_rowId'])}>
                {one['_rowId'] === row['_rowId']
                  ? t('doubles.this')
                  : t('doubles.other', { number: index + 1 })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {different.map((name) => (
            <tr key={name}>
              <th scope="row">{names.field(name)}</th>
              {rows.map((one) => (
                <td key={String(one['_rowId'])}>{String(one[name] ?? t('inspector.blank'))}</td>
              ))}
            </tr>
          ))}
          <tr>
            <th scope="row">{t('doubles.keep')}</th>
            {rows.map((one, index) => (
              <td key={String(one['_rowId'])}>
                <Button
                  icon={Check}
                  aria-label={t('doubles.keepThis', { number: index + 1 })}
                  onPress={() =>
                    onPending({
                      dataset,
                      selection: { rows: [String(one['_rowId'])] },
                      changes: [{ kind: 'keep', which: 'these' }],
                    })
                  }
                >
                  {t('doubles.keep')}
                </Button>
              </td>
            ))}
          </tr>
        </tbody>
      </table>
      {total > most ? <p className="faint">{t('doubles.more', { count: total - most })}</p> : null}
    </div>
  );
}
