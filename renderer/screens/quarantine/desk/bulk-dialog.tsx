import { useQuery } from '@tanstack/react-query';
import { Eye } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contracts } from '../../../../contracts/data/contracts.ts';
import { dateFormats, numberFormats } from '../../../../contracts/quarantine/change.ts';
import { violationCodes } from '../../../../contracts/data/violation-codes.ts';
import type { OperationInput } from '../../../../contracts/quarantine/operation.ts';
import type { Selection } from '../../../../contracts/quarantine/selection.ts';
import { useClient } from '../../../client/context.ts';
import { Button } from '../../../components/button.tsx';
import { Dialog } from '../../../components/dialog.tsx';
import { CheckBox, NumberField, Select, TextField } from '../../../components/fields.tsx';
import { useFormat } from '../../../format/use-format.ts';
import { useNames } from '../../../format/use-names.ts';
import type { Dataset } from '../asked.ts';
import { type BulkForm, bulkKinds, changeOf, needsField, parseKinds } from './bulk-changes.ts';
import { MapTable } from './map-table.tsx';

interface BulkDialogProps {
  readonly tenant: string;
  readonly dataset: Dataset;
  readonly selection: Selection;
  /** Chosen at first. */
  readonly field: string;
  readonly onPending: (operation: OperationInput) => void;
  readonly onClose: () => void;
}

const isCode = (code: string): code is keyof typeof violationCodes => Object.hasOwn(violationCodes, code);
/** Those that a person may waive. */
const waivable = Object.entries(violationCodes)
  .filter(([, facts]) => !('locked' in facts) && facts.severity === 'error')
  .map(([code]) => code)
  .filter(isCode);

/** One change for all rows that are shown; its effect is looked at before it counts. */
export function BulkDialog({ tenant, dataset, selection, field, onPending, onClose }: BulkDialogProps) {
  const { t } = useTranslation('quarantine');
  const client = useClient();
  const names = useNames();
  const format = useFormat();
  const fields = contracts[dataset].fields.map(({ name }) => name);
  const own = fields.includes(field) ? field : (fields[0] ?? '');
  const asked = selection.reason;
  const [form, setForm] = useState<BulkForm>({
    kind: 'set',
    field: own,
    value: '',
    find: '',
    regex: false,
    to: 'upper',
    from: fields.find((one) => one !== own) ?? '',
    as: 'number',
    numberFormat: '1.234,56',
    dateFormat: 'DD.MM.YYYY',
    factor: 100,
    nearest: own.endsWith('supplier_id') ? 'supplier' : 'code',
    which: 'latest',
    code: asked !== undefined && waivable.includes(asked) ? asked : (waivable[0] ?? null),
    reason: '',
    table: '',
  });
  const set = (part: Partial<BulkForm>): void => setForm((last) => ({ ...last, ...part }));
  const count = useQuery({
    queryKey: ['steward', tenant, 'count', dataset, selection],
    queryFn: ({ signal }) =>
      client.steward.page(
        { tenant, dataset, selection, page: { limit: 1, columns: ['_rowId'] } },
        { signal },
      ),
  });
  const rows = count.data?.total ?? 0;
  const change = changeOf(form);
  const fieldChoices = fields.map((id) => ({ id, text: names.field(id) }));
  return (
    <Dialog
      title={t('bulk.title', { count: rows, n: format.number(rows) })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('common:cancel')}</Button>
          <Button
            kind="primary"
            icon={Eye}
            isDisabled={change === undefined}
            onPress={() => {
              if (change !== undefined) onPending({ dataset, selection, changes: [change] });
            }}
          >
            {t('bulk.look')}
          </Button>
        </>
      }
    >
      <Select
        label={t('bulk.kind')}
        value={form.kind}
        onChange={(kind) => set({ kind })}
        choices={bulkKinds.map((id) => ({ id, text: t(`bulk.kinds.${id}`) }))}
      />
      {needsField(form.kind) ? (
        <Select
          label={t('bulk.field')}
          value={form.field}
          onChange={(next) => set({ field: next })}
          choices={fieldChoices}
        />
      ) : null}
      <KindForm form={form} set={set} fieldChoices={fieldChoices} />
      {form.kind === 'map' ? (
        <MapTable
          tenant={tenant}
          dataset={dataset}
          selection={selection}
          field={form.field}
          onTable={(table) => set({ table })}
        />
      ) : null}
      {form.kind === 'waive' ? (
        <Select
          label={t('bulk.rule')}
          value={form.code ?? ''}
          onChange={(code) => set({ code: isCode(code) ? code : null })}
          choices={waivable.map((id) => ({ id: id as string, text: names.code(id) }))}
        />
      ) : null}
      {form.kind === 'waive' || form.kind === 'reject' ? (
        <TextField
          label={t('bulk.reason')}
          hint={t('bulk.reasonHint')}
          value={form.reason}
          onChange={(reason) => set({ reason })}
        />
      ) : null}
    </Dialog>
  );
}

interface KindFormProps {
  readonly form: BulkForm;
  readonly set: (part: Partial<BulkForm>) => void;
  readonly fieldChoices: readonly { readonly id: string; readonly text: string }[];
}

const same = (id: string) => ({ id, text: id });

/** What the kind needs beside its field. */
function KindForm({ form, set, fieldChoices }: KindFormProps) {
  const { t } = useTranslation('quarantine');
  switch (form.kind) {
    case 'set':
    case 'assign':
    case 'wait':
    case 'note':
      return (
        <TextField
          label={t(`bulk.value.${form.kind}`)}
          value={form.value}
          onChange={(value) => set({ value })}
          autoFocus
        />
      );
    case 'replace':
      return (
        <>
          <TextField label={t('bulk.find')} value={form.find} onChange={(find) => set({ find })} autoFocus />
          <TextField label={t('bulk.with')} value={form.value} onChange={(value) => set({ value })} />
          <CheckBox label={t('bulk.regex')} isOn={form.regex} onChange={(regex) => set({ regex })} />
        </>
      );
    case 'case':
      return (
        <Select
          label={t('bulk.case')}
          value={form.to}
          onChange={(to) => set({ to })}
          choices={(['upper', 'lower', 'title'] as const).map((id) => ({ id, text: t(`case.${id}`) }))}
        />
      );
    case 'parse':
      return (
        <>
          <Select
            label={t('bulk.as')}
            value={form.as}
            onChange={(as) => set({ as })}
            choices={parseKinds.map((id) => ({ id, text: t(`bulk.parse.${id}`) }))}
          />
          {form.as === 'number' ? (
            <Select
              label={t('bulk.format')}
              value={form.numberFormat}
              onChange={(numberFormat) => set({ numberFormat })}
              choices={numberFormats.map((id) => ({ id, text: id }))}
            />
          ) : null}
          {form.as === 'date' ? (
            <Select
              label={t('bulk.format')}
              value={form.dateFormat}
              onChange={(dateFormat) => set({ dateFormat })}
              choices={dateFormats.map((id) => ({ ...same(id), id }))}
            />
          ) : null}
        </>
      );
    case 'scale':
      return (
        <NumberField
          label={t('bulk.factor')}
          value={form.factor}
          onChange={(factor) => set({ factor })}
          least={-1e9}
        />
      );
    case 'copy':
      return (
        <Select
          label={t('bulk.from')}
          value={form.from}
          onChange={(from) => set({ from })}
          choices={fieldChoices}
        />
      );
    case 'nearest':
      return (
        <Select
          label={t('bulk.nearest')}
          value={form.nearest}
          onChange={(nearest) => set({ nearest })}
          choices={(['code', 'supplier'] as const).map((id) => ({ id, text: t(`bulk.nearestTo.${id}`) }))}
        />
      );
    case 'keep':
      return (
        <Select
          label={t('bulk.which')}
          value={form.which}
          onChange={(which) => set({ which })}
          choices={(['latest', 'earliest', 'these'] as const).map((id) => ({
            id,
            text: t(`bulk.whichRow.${id}`),
          }))}
        />
      );
    case 'clear':
    case 'trim':
    case 'normalise':
    case 'map':
    case 'waive':
    case 'reject':
      return null;
  }
}
