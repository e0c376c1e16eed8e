import fc from 'fast-check';
import { contracts } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Cells } from './clean-rows.ts';
import { anywhere, hostile } from './hostile-values.ts';
import type { RawRow } from './types.ts';

/** What every grammar here has to tell apart, one character at a time. */
const alphabet = Array.from(
  '0123456789.+-eExXTZ:/_,;|\'"[]{}()<>@#&%\\ \t\n\r\u00a0\u0085\u200b\ufeff\u2003\0aABDEFGIMNORSVlnoõéß٣９（−😀',
);

interface Edit {
  readonly kind: 'insert' | 'replace' | 'remove' | 'double';
  readonly at: number;
  readonly character: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom('insert', 'replace', 'remove', 'double'),
  at: fc.nat(40),
  character: fc.constantFrom(...alphabet),
});

function applied(text: string, { kind, at, character }: Edit): string {
  const characters = Array.from(text);
  const index = characters.length === 0 ? 0 : at % (characters.length + 1);
  const own = characters[index] ?? character;
  const put = { insert: [character, own], replace: [character], remove: [], double: [own, own] }[kind];
  return [...characters.slice(0, index), ...put, ...characters.slice(index + 1)].join('');
}

/** A clean row for each of `count` cells that hold a listed value with one to three characters edited; each with keys of its own. */
export function mutantRows(
  dataset: DatasetName,
  clean: Cells,
  own: (ordinal: number) => Cells,
  count: number,
): fc.Arbitrary<readonly RawRow[]> {
  const fields = contracts[dataset].fields.filter(
    ({ shape, fromDelivery }) => shape !== 'free' && fromDelivery !== 'run',
  );
  const cell = fc
    .constantFrom(...fields)
    .chain(({ name, shape }) =>
      fc
        .tuple(
          fc.constantFrom(clean[name] ?? '', ...hostile[shape], ...anywhere),
          fc.array(edit, { minLength: 1, maxLength: 3 }),
        )
        .map(([text, edits]) => ({ [name]: edits.reduce(applied, text.slice(0, 200)) })),
    );
  return fc.array(cell, { minLength: count, maxLength: count }).map((cells) =>
    [{}, ...cells].map((changed, index) => ({
      fileNo: 1,
      rowNo: index + 1,
      cells: { ...clean, ...own(index + 1), ...changed },
    })),
  );
}
