import type { Field } from '../../contracts/data/dataset.ts';

/** The key in extras of what a field's reader splits off its value: the place after an Incoterm, the extension of a phone number. */
export function splitOffKeyOf({ name, shape }: Field): string | undefined {
  if (shape === 'phone') return `${name}_extension`;
  return shape === 'incoterms' ? `${name}_place` : undefined;
}
