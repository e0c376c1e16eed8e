import type { OperationInput } from '../../../../contracts/quarantine/operation.ts';
import type { dateFormats, numberFormats } from '../../../../contracts/quarantine/change.ts';
import type { ViolationCode } from '../../../../contracts/data/violation-codes.ts';

/** Kinds of change that a form offers, in its order. */
export const bulkKinds = [
  'set',
  'clear',
  'replace',
  'trim',
  'normalise',
  'case',
  'map',
  'parse',
  'scale',
  'copy',
  'nearest',
  'keep',
  'waive',
  'reject',
  'assign',
  'wait',
  'note',
] as const;
export type BulkKind = (typeof bulkKinds)[number];

export const parseKinds = ['number', 'date', 'country', 'currency', 'phone'] as const;

/** What a person typed into the form; only what the kind needs is looked at. */
export interface BulkForm {
  readonly kind: BulkKind;
  readonly field: string;
  readonly value: string;
  readonly find: string;
  readonly regex: boolean;
  readonly to: 'upper' | 'lower' | 'title';
  readonly from: string;
  readonly as: (typeof parseKinds)[number];
  readonly numberFormat: (typeof numberFormats)[number];
  readonly dateFormat: (typeof dateFormats)[number];
  readonly factor: number;
  readonly nearest: 'code' | 'supplier';
  readonly which: 'latest' | 'earliest' | 'these';
  readonly code: ViolationCode | null;
  readonly reason: string;
  /** Two columns as a spreadsheet copies them: from, to. */
  readonly table: string;
}

type BulkChange = NonNullable<OperationInput['changes']>[number];

/** Whether the kind is about one field. */
export const needsField = (kind: BulkKind): boolean =>
  !['keep', 'waive', 'reject', 'assign', 'wait', 'note'].includes(kind);

/** The change that a form asks for; undefined while something is missing. */
export function changeOf(form: BulkForm): BulkChange | undefined {
  const { kind, field } = form;
  if (needsField(kind) && field === '') return undefined;
  const reason = form.reason.trim();
  switch (kind) {
    case 'set':
      return form.value === '' ? undefined : { kind, field, value: form.value };
    case 'clear':
    case 'trim':
    case 'normalise':
      return { kind, field };
    case 'replace':
      return form.find === ''
        ? undefined
        : { kind, field, find: form.find, with: form.value, regex: form.regex };
    case 'case':
      return { kind, field, to: form.to };
    case 'map': {
      const table = tableOf(form.table);
      return table.length === 0 ? undefined : { kind, field, table };
    }
    case 'parse':
      return parseOf(form);
    case 'scale':
      return form.factor === 0 ? undefined : { kind, field, factor: form.factor };
    case 'copy':
      return form.from === '' || form.from === field ? undefined : { kind, field, from: form.from };
    case 'nearest':
      return { kind, field, to: form.nearest };
    case 'keep':
      return { kind, which: form.which };
    case 'waive':
      return form.code === null || reason === '' ? undefined : { kind, code: form.code, reason };
    case 'reject':
      return reason === '' ? undefined : { kind, reason };
    case 'assign':
      return { kind, to: form.value.trim() === '' ? null : form.value.trim() };
    case 'wait':
      return { kind, for: form.value.trim() === '' ? null : form.value.trim() };
    case 'note':
      return form.value.trim() === '' ? undefined : { kind, text: form.value.trim() };
  }
}

function parseOf({ field, as, numberFormat, dateFormat }: BulkForm): BulkChange {
  switch (as) {
    case 'number':
      return { kind: 'parse', field, as, format: numberFormat };
    case 'date':
      return { kind: 'parse', field, as, format: dateFormat };
    case 'phone':
      return { kind: 'parse', field, as, country: { field: 'country' } };
    case 'country':
    case 'currency':
      return { kind: 'parse', field, as };
  }
}

/** Lines of two cells; a line with one cell maps it to blank. */
export const tableOf = (text: string): readonly { readonly from: string; readonly to: string | null }[] =>
  text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [from = '', to = ''] = line.split('\t');
      return { from, to: to === '' ? null : to };
    });
