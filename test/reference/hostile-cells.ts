import fc from 'fast-check';
import { contracts } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Cells } from './clean-rows.ts';
import { anywhere, hostile } from './hostile-values.ts';

const edges = ['', '', ' ', '  ', '\t', '\n', '\u00a0', '\u2003', '\u200b', '\ufeff'] as const;

/** A hostile value for a field, or its clean value in disguise. */
function hostileText(shape: keyof typeof hostile, value: string | null): fc.Arbitrary<string | null> {
  const disguised = fc
    .tuple(fc.constantFrom(...edges), fc.nat(2), fc.constantFrom(...edges))
    .map(([left, how, right]) => {
      const text = value ?? '';
      return left + (how === 0 ? text.toLowerCase() : how === 1 ? text.toUpperCase() : text) + right;
    });
  const listed = fc.constantFrom(...hostile[shape]);
  return fc.oneof(
    { weight: 8, arbitrary: listed },
    { weight: 2, arbitrary: disguised },
    { weight: 2, arbitrary: fc.constantFrom(...anywhere) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...edges), listed, fc.constantFrom(...edges))
        .map((parts) => parts.join('')),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
}

/** Clean cells with up to three of them made hostile. The pipeline sets ingestion_timestamp itself. */
export function dirtied(dataset: DatasetName, cells: fc.Arbitrary<Cells>): fc.Arbitrary<Cells> {
  const fields = contracts[dataset].fields.filter(({ fromDelivery }) => fromDelivery !== 'run');
  const count = fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 4, arbitrary: fc.integer({ min: 1, max: 3 }) },
  );
  return fc.tuple(cells, count).chain(([row, changes]) => {
    const change = fc
      .constantFrom(...fields)
      .chain(({ name, shape }) => hostileText(shape, row[name] ?? null).map((text) => [name, text] as const));
    const all = fc.array(change, { minLength: changes, maxLength: changes });
    return all.map((changed) => ({ ...row, ...Object.fromEntries(changed) }));
  });
}
