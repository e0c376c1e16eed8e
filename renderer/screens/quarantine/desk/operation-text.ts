import type { TFunction } from 'i18next';
import type { Change } from '../../../../contracts/quarantine/change.ts';
import type { Operation } from '../../../../contracts/quarantine/operation.ts';
import type { useNames } from '../../../format/use-names.ts';

type Names = ReturnType<typeof useNames>;

/** What an operation does to a row, in the reader's language; which rows is said beside it. */
export function operationText(
  { changes }: Pick<Operation, 'changes'>,
  t: TFunction<'quarantine'>,
  names: Names,
): string {
  return changes.map((change) => changeText(change, t, names)).join('; ');
}

function changeText(change: Change, t: TFunction<'quarantine'>, names: Names): string {
  const field = 'field' in change ? names.field(change.field) : '';
  switch (change.kind) {
    case 'set':
      return t('change.set', { field, value: change.value });
    case 'replace':
      return t('change.replace', { field, find: change.find, with: change.with });
    case 'case':
      return t('change.case', { field, to: t(`case.${change.to}`) });
    case 'map':
      return t('change.map', { field, count: change.table.length });
    case 'copy':
      return t('change.copy', { field, from: names.field(change.from) });
    case 'swap':
      return t('change.swap', { field, with: names.field(change.with) });
    case 'scale':
      return t('change.scale', { field, factor: change.factor });
    case 'nearest':
      return t(`change.nearest_${change.to}`, { field });
    case 'cells':
      return t('change.cells', { field, count: change.cells.length });
    case 'keep':
      return t(`change.keep_${change.which}`);
    case 'waive':
      return t('change.waive', { rule: names.code(change.code), reason: change.reason });
    case 'reject':
      return t('change.reject', { reason: change.reason });
    case 'note':
      return t('change.note', { text: change.text });
    case 'assign':
      return change.to === null ? t('change.unassign') : t('change.assign', { to: change.to });
    case 'wait':
      return change.for === null ? t('change.unwait') : t('change.wait', { for: change.for });
    case 'parse':
      return t(`change.parse_${change.as}`, { field });
    case 'clear':
    case 'trim':
    case 'normalise':
      return t(`change.${change.kind}`, { field });
  }
}
