import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { expect, it } from 'vitest';
import { arrowRows } from '../../renderer/grid/arrow-rows.ts';

it('rows of a page are plain values by column name', () => {
  const table = tableFromArrays({
    name: ['Acme', null],
    rate: new Float64Array([98.5, 2]),
    seen: [true, false],
  });
  expect(arrowRows(tableToIPC(table, 'stream'))).toEqual([
    { name: 'Acme', rate: 98.5, seen: true },
    { name: null, rate: 2, seen: false },
  ]);
});
