import { useTranslation } from 'react-i18next';
import type { Fault } from '../../contracts/api/fault.ts';
import { baseName } from './ids.ts';

interface Sentence {
  readonly what: string;
  /** What to do about it; may be empty. */
  readonly todo: string;
}

/** The reader's words for a fault: made of its code and parameters, never of its English details. */
export function useSentence({ code, parameters }: Pick<Fault, 'code' | 'parameters'>): Sentence {
  const { t } = useTranslation('errors');
  const values = Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, shown(name, value)]),
  );
  const variant = variantOf(values, code);
  return {
    what: t([`${variant}.what`, `${code}.what`, 'INTERNAL.what'], values),
    todo: t([`${variant}.todo`, `${code}.todo`, 'none'], values),
  };
}

/** Files go by their own names: where they lie is in the details. */
const files = new Set(['path', 'file', 'other']);

const shown = (name: string, value: Fault['parameters'][string]): string | number | boolean =>
  typeof value === 'object'
    ? value.join(', ')
    : typeof value === 'string' && files.has(name)
      ? baseName(value)
      : (value ?? '');

/** Some codes say more where a parameter is there: `CONFLICT_reason`. */
const variantOf = (values: Record<string, unknown>, code: string): string =>
  typeof values['reason'] === 'string' ? `${code}_${values['reason']}` : code;
