import fc from 'fast-check';
import { contracts } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import { type Cells, dataSources } from './clean-rows.ts';
import { dirtied } from './hostile-cells.ts';
import type { RawRow } from './types.ts';

/** Rows of one world: one to ten; some stand there twice, as they were or with one field changed. */
function worldOf(dataset: DatasetName, cells: fc.Arbitrary<Cells>): fc.Arbitrary<readonly Cells[]> {
  const again = fc.tuple(fc.nat(9), fc.constantFrom('as it was', 'earlier', 'renamed'));
  return fc
    .record({
      first: fc.array(dirtied(dataset, cells), { minLength: 1, maxLength: 7 }),
      agains: fc.array(again, { maxLength: 3 }),
    })
    .map(({ first, agains }) => [
      ...first,
      ...agains.map(([index, how]) => ({ ...first[index % first.length], ...changes[how] })),
    ]);
}

const changes: Readonly<Record<'as it was' | 'earlier' | 'renamed', Cells>> = {
  'as it was': {},
  earlier: { source_timestamp: '2026-10-30T00:00:00Z' },
  renamed: { data_source: dataSources[1] },
};

/** Rows of up to so many worlds in one file: within a world keys meet all the time, between worlds never on purpose. */
export function randomRows(
  dataset: DatasetName,
  cells: fc.Arbitrary<Cells>,
  worlds: number,
): fc.Arbitrary<readonly RawRow[]> {
  return fc
    .record({
      rows: fc.array(worldOf(dataset, cells), { minLength: 1, maxLength: worlds }),
      without: absent(dataset),
      pair: fc.boolean(),
    })
    .map(({ rows, without, pair }) =>
      rows
        .flatMap((world, index) => world.map((row) => moved(row, index)))
        .map((row, index) => ({ fileNo: 1, rowNo: index + 1, cells: shaped(row, without, pair) })),
    );
}

const moved = (row: Cells, world: number): Cells =>
  Object.fromEntries(
    Object.entries(row).map(([header, text]) => [header, text === null ? null : inWorld(text, world)]),
  );

/** An id or code as it is called in a world. */
export function inWorld(text: string, world: number): string {
  if (world === 0) return text;
  return text
    .replace(/\b(SUP|PART)-(?=[0-9])/gu, `$1-W${world}-`)
    .replace(/^(S|P-)(?=[0-9]{6}$)/u, `$1${world}`);
}

/** An optional column, or one that may come from the delivery, that the files lack; mostly none. */
function absent(dataset: DatasetName): fc.Arbitrary<string | null> {
  const optional = contracts[dataset].fields.filter(
    ({ required, fromDelivery }) => !required || fromDelivery !== undefined,
  );
  return fc.option(fc.constantFrom(...optional.map(({ name }) => name)), { freq: 4 });
}

/** Without the absent column; the point in two columns where asked for and possible. */
function shaped(row: Cells, without: string | null, pair: boolean): Cells {
  const { geo_coords: point, ...others } = row;
  const match = /^\{"lat": ([^,]*), "lon": ([^,]*)\}$/.exec(point ?? '');
  const split = { geo_lat: match?.[1] ?? point ?? null, geo_lon: match?.[2] ?? null };
  const cells = pair && point !== undefined ? { ...others, ...split } : row;
  return Object.fromEntries(Object.entries(cells).filter(([header]) => header !== without));
}
