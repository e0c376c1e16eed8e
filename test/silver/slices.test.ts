import { expect, test } from 'vitest';
import { cutSlices, planSlices, rowsAtOnce } from '../../core/silver/slices.ts';

const texts = (files: Parameters<typeof planSlices>[0], most: number): readonly string[] =>
  planSlices(files, most).map(({ text }) => text);

test('what fits is one slice, and so is what nothing is known of', () => {
  expect(texts([{ fileNo: 1, rows: 100 }], 100)).toEqual(['TRUE']);
  expect(texts([], 100)).toEqual(['TRUE']);
});

test('a large file is parted by its rows, the last part without an end', () => {
  expect(texts([{ fileNo: 1, rows: 250 }], 100)).toEqual([
    'file_no = 1 AND row_no > 0 AND row_no <= 100',
    'file_no = 1 AND row_no > 100 AND row_no <= 200',
    'file_no = 1 AND row_no > 200',
  ]);
});

test('small files go together, also beside large ones and where numbers are left out', () => {
  const files = [40, 50, 120, 30, 60, 10].map((rows, index) => ({ fileNo: index + 1, rows }));
  expect(texts(files, 100)).toEqual([
    'file_no BETWEEN 1 AND 2',
    'file_no = 3 AND row_no > 0 AND row_no <= 100',
    'file_no = 3 AND row_no > 100',
    'file_no BETWEEN 4 AND 6',
  ]);
  expect(
    texts(
      [
        { fileNo: 2, rows: 60 },
        { fileNo: 4, rows: 40 },
        { fileNo: -1, rows: 5 },
      ],
      100,
    ),
  ).toEqual(['file_no IN (2, 4)', 'file_no BETWEEN -1 AND -1']);
});

test('with more memory more rows are written at once, in powers of two', () => {
  const gibibyte = 1024 ** 3;
  expect(rowsAtOnce(2.8 * gibibyte)).toBe(2 ** 22);
  expect(rowsAtOnce(gibibyte)).toBe(2 ** 20);
  expect(rowsAtOnce(45 * 1024 ** 2)).toBe(2 ** 16);
});

test('stretches of which few rows are meant go together, whatever lies between them', () => {
  const cut = (counts: readonly (readonly [number, number, number])[]): readonly string[] =>
    cutSlices(
      counts.map(([fileNo, upTo, rows]) => ({ fileNo, upTo, rows })),
      100,
    ).map(({ text }) => text);
  expect(cut([])).toEqual(['TRUE AND TRUE']);
  expect(
    cut([
      [1, 10, 60],
      [1, 20, 40],
      [1, 40, 30],
    ]),
  ).toEqual([
    'TRUE AND (file_no < 1 OR (file_no = 1 AND row_no <= 20))',
    '(file_no > 1 OR (file_no = 1 AND row_no > 20)) AND TRUE',
  ]);
  expect(
    cut([
      [1, 10, 50],
      [1, 20, 200],
      [1, 30, 10],
      [2, 10, 10],
      [3, 10, 90],
    ]),
  ).toEqual([
    'TRUE AND (file_no < 1 OR (file_no = 1 AND row_no <= 10))',
    'file_no = 1 AND row_no > 10 AND row_no <= 20',
    '(file_no > 1 OR (file_no = 1 AND row_no > 20)) AND (file_no < 2 OR (file_no = 2 AND row_no <= 10))',
    '(file_no > 2 OR (file_no = 2 AND row_no > 10)) AND TRUE',
  ]);
});
