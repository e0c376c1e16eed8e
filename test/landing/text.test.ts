import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QuaysideError } from '../../core/base/errors.ts';
import { LandingBench } from './landing-bench.ts';

let bench: LandingBench;
beforeAll(async () => {
  bench = await LandingBench.open();
});
afterAll(() => bench[Symbol.asyncDispose]());

describe('values of a text file', () => {
  it('arrive as they stand there: quotes, line breaks, separators, NUL, words that look like nothing', async () => {
    const { header, rows } = await bench.text(
      'supplier_id,legal_name,city\n' +
        '1,"a ""quoted"" word","x, y; z"\n' +
        '2,"two\nlines","three\r\nlines\n"\n' +
        '3,NULL,\\N\n' +
        '4,a\0b,  spaces  \n' +
        '5,"; DROP TABLE suppliers; --",\'); SELECT 1 --\n',
    );
    expect(header).toEqual(['supplier_id', 'legal_name', 'city']);
    expect(rows).toEqual([
      ['1', 'a "quoted" word', 'x, y; z'],
      ['2', 'two\nlines', 'three\r\nlines\n'],
      ['3', 'NULL', '\\N'],
      ['4', 'a\0b', '  spaces  '],
      ['5', '; DROP TABLE suppliers; --', "'); SELECT 1 --"],
    ]);
  });

  it('are NULL where blank, quoted or not', async () => {
    const { rows } = await bench.text('a,supplier_id,b\n,1,""\n"",2,\n');
    expect(rows).toEqual([
      [null, '1', null],
      [null, '2', null],
    ]);
  });

  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])(
    'are the same with %s at the end of lines, and without one at the end of the file',
    async (_name, eol) => {
      const lines = ['supplier_id,"legal\nname"', '1,A', '2,"B\r\nC"', '3,'];
      const expected = [
        ['1', 'A'],
        ['2', 'B\r\nC'],
        ['3', null],
      ];
      expect((await bench.text(lines.join(eol))).rows).toEqual(expected);
      expect((await bench.text(lines.join(eol) + eol)).rows).toEqual(expected);
    },
  );

  it('are all there when line breaks are mixed', async () => {
    const { rows, batch } = await bench.text('supplier_id,b,c\r\n1,2,3\r4,5,6\n7,8,9\r\n');
    expect(rows.map((row) => row.join())).toEqual(['1,2,3', '4,5,6', '7,8,9']);
    expect(batch.objects[0]?.dialect?.newline).toBe('mixed');
  });

  it.each([
    ['comma', ',', 'supplier_id,city\n1,"a,b"\n2,c;d\n'],
    ['semicolon', ';', 'supplier_id;unit;price\n1;a,b;1,5\n2;c;2,5\n'],
    ['tab', '\t', 'supplier_id\tcity\n1\ta, b; c\n2\td\n'],
    ['bar', '|', 'supplier_id|city\n1|a, b; c\n2|d\n'],
    ['semicolon, commas in the header', ';', 'Lieferant, Nr;Name, voll;Ort\n1;A;B\n'],
  ])('are split at the %s that the file uses', async (_name, delimiter, content) => {
    const { batch, header } = await bench.text(content);
    expect(batch.objects[0]?.dialect?.delimiter).toBe(delimiter);
    expect(header.length).toBe(content.split('\n')[0]?.split(delimiter).length);
  });

  it('follow what a sep= line declares', async () => {
    const { header, rows } = await bench.text('sep=;\r\nsupplier_id;city\r\n1;a,b\r\n');
    expect(header).toEqual(['supplier_id', 'city']);
    expect(rows).toEqual([['1', 'a,b']]);
  });

  it('do not have the byte order mark, whether the header is quoted or not', async () => {
    for (const first of ['supplier_id', '"supplier_id"', '"supplier\nid"']) {
      const { header, rows, batch } = await bench.text(`\ufeff${first},city\r\n1,x\r\n`);
      expect(header).toEqual([first.replaceAll('"', ''), 'city']);
      expect(rows).toEqual([['1', 'x']]);
      expect(batch.objects[0]?.dialect?.bom).toBe(true);
    }
  });

  it('are read with single quotes and with backslashes, where the file has them', async () => {
    const single = await bench.text("'supplier_id','city'\n'1','it''s, x'\n");
    expect(single.rows).toEqual([['1', "it's, x"]]);
    const backslash = await bench.text('supplier_id,geo\n1,"{\\"lat\\": 1, \\"lon\\": 2}"\n2,"a\\\\b"\n');
    expect(backslash.rows).toEqual([
      ['1', '{"lat": 1, "lon": 2}'],
      ['2', 'a\\b'],
    ]);
  });

  it('keep quotes that RFC 4180 does not know, and their row', async () => {
    const { rows, batch } = await bench.text('supplier_id,city\n1,5" pipe\n2,"a" b\n3,x\n');
    expect(rows).toEqual([
      ['1', '5" pipe'],
      ['2', '"a" b'],
      ['3', 'x'],
    ]);
    expect(batch.objects[0]?.dialect?.strayQuotes).toEqual({ rows: 2, firstLine: 2 });
  });

  it('may be quoted after a space', async () => {
    const { rows } = await bench.text('supplier_id, city\n1, "a, b" \n');
    expect(rows).toEqual([['1', 'a, b']]);
  });

  it('come out of gzip', async () => {
    const { rows, batch } = await bench.text(gzipSync('supplier_id,city\n1,x\n'), 'suppliers.csv.gz');
    expect(rows).toEqual([['1', 'x']]);
    expect(batch.objects[0]?.dialect?.compressed).toBe(true);
  });
});

describe('rows of a text file', () => {
  it('with fewer cells than the header have NULL for them, and are counted', async () => {
    const { rows, batch } = await bench.text('supplier_id,b,c\n1,2,3\n4\n"5\n6",7\n8,9,10\n');
    expect(rows).toEqual([
      ['1', '2', '3'],
      ['4', null, null],
      ['5\n6', '7', null],
      ['8', '9', '10'],
    ]);
    expect(batch.objects[0]?.dialect?.shortRows).toEqual({ rows: 2, firstLine: 3 });
  });

  it('with more cells than the header keep them in columns of their own', async () => {
    const { header, rows, batch } = await bench.text('supplier_id,b\n1,2\n3,4,5,6\n7,8,,\n');
    expect(header).toEqual(['supplier_id', 'b', '(cell 3)', '(cell 4)']);
    expect(rows).toEqual([
      ['1', '2', null, null],
      ['3', '4', '5', '6'],
      ['7', '8', null, null],
    ]);
    expect(batch.objects[0]?.dialect?.longRows).toEqual({ rows: 2, firstLine: 3 });
  });

  it('that only end in separators add no column', async () => {
    const { header, rows } = await bench.text('supplier_id,b\n1,2,,\n3,4,\n');
    expect(header).toEqual(['supplier_id', 'b']);
    expect(rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  it('are not blank lines, and are numbered without them', async () => {
    const { rows, batch } = await bench.text('\n\nsupplier_id,b\n\n1,2\n   \n3,4\n\n');
    expect(rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
    expect(batch.objects[0]?.dialect?.blankLines).toBe(5);
  });

  it('of one column are there, blank ones in quotes too', async () => {
    const { rows } = await bench.text('supplier_id\n1\n\n""\n2\n');
    expect(rows).toEqual([['1'], [null], ['2']]);
  });

  it('may be none', async () => {
    for (const content of ['supplier_id,city', 'supplier_id,city\r\n']) {
      const { header, rows } = await bench.text(content);
      expect(header).toEqual(['supplier_id', 'city']);
      expect(rows).toEqual([]);
    }
  });

  it('hold cells of 10 MB', async () => {
    const large = 'Zürich,\n'.repeat(1_250_000);
    const { rows } = await bench.text(`supplier_id,city\n1,"${large}"\n2,x\n`);
    expect(rows[0]?.[1] === large).toBe(true);
    expect(rows[1]).toEqual(['2', 'x']);
  });
});

describe('headers', () => {
  it('may be duplicated, blank, long or hostile: they are data', async () => {
    const names = [
      'supplier_id',
      'a',
      'a',
      '',
      '"; DROP TABLE x; --',
      'SELECT',
      'x'.repeat(300),
      'A',
      'é\0',
      'c1',
    ];
    const line = names.map((name) => `"${name.replaceAll('"', '""')}"`).join();
    const { header, rows, batch } = await bench.text(`${line}\n${names.map((_, index) => index).join()}\n`);
    expect(header).toEqual(names);
    expect(rows).toEqual([names.map((_, index) => String(index))]);
    expect(batch.columns.map(({ column }) => column)).toEqual(names.map((_, index) => `c${index + 1}`));
  });

  it('may have 10,000 columns; the values are the same as in few', async () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `column ${index} ${'x'.repeat(40)}`);
    const special = ['', 'null', 'NULL', 'a "b"', '\\u0041', 'a\0b', 'é,\n;', '[1]', '\t', '\u{1f600}'];
    const row = names.map((_, index) => special[index % 20] ?? String(index));
    const line = row.map((text) => `"${text.replaceAll('"', '""')}"`).join();
    const { header, rows } = await bench.text(`${names.join()}\n${line}\n${line},more\nshort\n`);
    const values = row.map((text) => (text === '' ? null : text));
    expect(header).toEqual([...names, '(cell 10001)']);
    expect(rows).toEqual([
      [...values, null],
      [...values, 'more'],
      ['short', ...Array.from({ length: 10_000 }, () => null)],
    ]);
  });
});

describe('a text file is refused, with the line, when it', () => {
  const refusal = async (content: string | Uint8Array, name = 'suppliers.csv'): Promise<QuaysideError> =>
    bench.refusal(await bench.file(name, content));

  it('is empty', async () => {
    for (const content of ['', '\ufeff', '\n\n  \n'])
      expect((await refusal(content)).code).toBe('FILE_EMPTY');
  });

  it('is not UTF-8', async () => {
    const latin1 = Buffer.concat([
      Buffer.from('supplier_id,city\n1,Köln\n2,'),
      Buffer.from('Zürich', 'latin1'),
      Buffer.from('\n'),
    ]);
    const error = await refusal(latin1);
    expect(error.code).toBe('FILE_NOT_UTF8');
    expect(error.parameters).toMatchObject({ line: 3, byte: '0xFC' });
    const cut = Buffer.from('supplier_id,city\n1,Zü').subarray(0, -1);
    expect((await refusal(cut)).parameters).toMatchObject({ line: 2, byte: '0xC3' });
    const late = Buffer.concat([
      Buffer.from('supplier_id,city\n'),
      Buffer.from('1,ü\n'.repeat(400_000)),
      latin1,
    ]);
    expect((await refusal(late)).parameters).toMatchObject({ line: 400_004, byte: '0xFC' });
  });

  it('is UTF-16 or a workbook', async () => {
    const text = 'supplier_id,city\n1,x\n';
    expect((await refusal(Buffer.from(`\ufeff${text}`, 'utf16le'))).code).toBe('FILE_NOT_UTF8');
    expect((await refusal(Buffer.from(text, 'utf16le'))).code).toBe('FILE_NOT_UTF8');
    expect((await refusal(Buffer.from(`\ufeff${text}`, 'utf16le').swap16())).code).toBe('FILE_NOT_UTF8');
    expect((await refusal(Buffer.from('PK\u0003\u0004rest'))).code).toBe('FILE_DIALECT');
  });

  it('is compressed under a name that does not say so', async () => {
    const error = await refusal(gzipSync('supplier_id,city\n1,x\n'));
    expect(error.code).toBe('FILE_DIALECT');
    expect(error.message).toContain('gzip');
  });

  it('has a quote that is never closed', async () => {
    const error = await refusal('supplier_id,city\n1,x\n2,"y\n3,z\n');
    expect(error.code).toBe('FILE_DAMAGED');
    expect(error.parameters).toMatchObject({ line: 3 });
    expect((await refusal('"supplier_id')).code).toBe('FILE_DAMAGED');
    expect((await refusal('supplier_id,city\n1,"\n')).code).toBe('FILE_DAMAGED');
  });

  it('has rows far wider than its header', async () => {
    const error = await refusal(`supplier_id,city\n1,x\n2${',y'.repeat(1000)}\n`);
    expect(error.code).toBe('FILE_DIALECT');
    expect(error.parameters).toMatchObject({ line: 3, expected: 2, found: 1001 });
  });

  it('is gzip that is cut off, or none', async () => {
    const whole = gzipSync('supplier_id,city\n'.repeat(1000));
    expect((await refusal(whole.subarray(0, -10), 'suppliers.csv.gz')).code).toBe('FILE_DAMAGED');
    expect((await refusal('supplier_id\n1\n', 'suppliers.csv.gz')).code).toBe('FILE_DAMAGED');
  });
});

describe('whatever a text file holds', () => {
  it('a table comes back as it was written, in every dialect', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'é', '"', ',', ';', '\t', '|', '\n', '\r', "'", '\\', '\0', ' '),
      maxLength: 6,
    });
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 6 }));
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n', '\r'),
        async (rows, delimiter, eol) => {
          const header = ['supplier_id', 'legal_name', 'country', 'city'].slice(0, rows[0]?.length ?? 2);
          const quoted = rows.map((row) =>
            row.map((text) => `"${text.replaceAll('"', '""')}"`).join(delimiter),
          );
          const found = await bench.text([header.join(delimiter), ...quoted].join(eol));
          // A backslash before a quote could mean either; such files may be read the other way.
          if (rows.flat().some((text) => text.includes('\\'))) expect(found.batch.rows).toBeGreaterThan(0);
          else expect(found.rows).toEqual(rows.map((row) => row.map((text) => (text === '' ? null : text))));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('no letter of it is lost: it is in a cell or a name, or the file is refused', async () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', 'é', '"', '"', ',', ';', '\n', '\r', ' ', '\\', '\0'),
      maxLength: 60,
    });
    const letters = (value: string): string => value.replaceAll(/[",;\n\r \\]/g, '');
    await fc.assert(
      fc.asyncProperty(text, async (body) => {
        const content = `supplier_id,legal_name\n${body}`;
        const path = await bench.file('suppliers.csv', content);
        let batch;
        try {
          batch = await bench.batch(path);
        } catch (error) {
          expect(error).toBeInstanceOf(QuaysideError);
          expect(error).toMatchObject({ exit: 3 });
          return;
        }
        const rows = await bench.values(batch);
        expect(letters(rows.flat().join(''))).toBe(letters(body));
      }),
      { numRuns: 150 },
    );
  });
});
