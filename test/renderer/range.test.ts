import { describe, expect, it } from 'vitest';
import { conditionFilter } from '../../renderer/grid/column-filter-text.ts';
import { boxOf, cellsOf, isIn, toTabText } from '../../renderer/grid/range.ts';

describe('a range of cells', () => {
  const box = boxOf({ anchor: { row: 5, column: 3 }, end: { row: 2, column: 4 } });

  it('is the same from whichever corner it was drawn', () => {
    expect(box).toEqual({ top: 2, bottom: 5, left: 3, right: 4 });
    expect(cellsOf(box)).toBe(8);
    expect(isIn(box, { row: 2, column: 4 })).toBe(true);
    expect(isIn(box, { row: 6, column: 4 })).toBe(false);
  });

  it('is copied so that a spreadsheet puts every value into its own cell', () => {
    expect(
      toTabText([
        ['a', null, 1.5],
        ['two\nlines', 'say "x"', true],
      ]),
    ).toBe('a\t\t1.5\n"two\nlines"\t"say ""x"""\ttrue');
  });
});

describe('a condition', () => {
  it('asks for nothing before there is something to compare with', () => {
    expect(conditionFilter('uom', 'contains', '')).toBeUndefined();
    expect(conditionFilter('uom', 'blank', '')).toEqual({ column: 'uom', op: 'blank' });
    expect(conditionFilter('uom', 'atLeast', '3')).toEqual({ column: 'uom', op: 'atLeast', value: '3' });
  });
});
