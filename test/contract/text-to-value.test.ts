import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Duck } from '../../core/duck/duck.ts';
import { openDuck, readTexts } from './read-texts.ts';

let duck: Duck;
beforeAll(async () => {
  duck = await openDuck();
});
afterAll(async () => {
  await duck[Symbol.asyncDispose]();
});

const unreadable = Symbol('unreadable');

type Expected = readonly (readonly [text: string | null, value: unknown])[];

const tables: Readonly<Record<string, readonly [DatasetName, string, Expected]>> = {
  'free text is trimmed and collapsed, null words go': [
    'suppliers',
    'legal_name',
    [
      ['  ACME \t GmbH\u00a0\n', 'ACME GmbH'],
      ['\u3000株式会社\u2003\ufeff', '株式会社'],
      ['NULL', null],
      [' null ', null],
      ['\\N', null],
      ['', null],
      ['\u00a0', null],
      [null, null],
      ['Null', 'Null'],
      ['N/A', 'N/A'],
      ["'; DROP TABLE suppliers; --", "'; DROP TABLE suppliers; --"],
      ['a\0b', 'a\0b'],
      ['x'.repeat(100_000), 'x'.repeat(100_000)],
    ],
  ],
  'enumerations are in upper case': [
    'suppliers',
    'approved_status',
    [
      [' approved ', 'APPROVED'],
      ['Pending', 'PENDING'],
      ['whatever', 'WHATEVER'],
    ],
  ],
  'only the domain of a mailbox is lowered': [
    'suppliers',
    'contact_email',
    [
      ['A.B@EXAMPLE.COM', 'A.B@example.com'],
      ['"a@B"@C.com', '"a@B"@c.com'],
      ['NOT A MAILBOX', 'NOT A MAILBOX'],
    ],
  ],
  'phones lose separators and extensions': [
    'suppliers',
    'contact_phone',
    [
      ['+1-555-809-5573', '+15558095573'],
      ['+49 (0)89 1234', '+490891234'],
      ['+1 555 809 5573 ext. 12', '+15558095573'],
      ['+1 555 809 5573x12', '+15558095573'],
      ['+1 555 809 5573;ext=12', '+15558095573'],
      ['call Bob', 'call Bob'],
      ['+1-800-FLOWERS', '+1-800-FLOWERS'],
      ['-', '-'],
    ],
  ],
  'a named place is split off an Incoterm': [
    'suppliers',
    'incoterms',
    [
      ['FOB Shanghai', 'FOB'],
      ['fob, Shanghai', 'FOB'],
      ['C&F Shanghai', 'C&F'],
      ['DAT', 'DAT'],
      ['FOBShanghai', 'FOBSHANGHAI'],
      ['Shanghai FOB', 'SHANGHAI FOB'],
    ],
  ],
  'synonyms of units are the unit, packs stay': [
    'parts',
    'uom',
    [
      ['PCE', 'EA'],
      ['Stück', 'EA'],
      ['kgm', 'KG'],
      [' m ', 'M'],
      ['box', 'BOX'],
    ],
  ],
  'hazard classes and divisions': [
    'parts',
    'hazard_class',
    [
      ['3', 'CLASS_3'],
      ['class 3', 'CLASS_3'],
      ['Class_3', 'CLASS_3'],
      ['2.1', 'CLASS_2'],
      ['2.4', '2.4'],
      ['flammable', 'FLAMMABLE'],
    ],
  ],
  'integers: a grammar, then a cast': [
    'parts',
    'moq',
    [
      ['21', 21],
      ['21.0', 21],
      ['+5', 5],
      ['007', 7],
      ['-0', 0],
      [' 1 ', 1],
      ['2147483647', 2147483647],
      ...[
        '4.6',
        '1_000',
        '0x1F',
        '0b1',
        'NaN',
        'infinity',
        '1,234',
        '١٢',
        '1e3',
        '.5',
        '5.',
        '--5',
        'N/A',
        '2147483648',
        '- 5',
      ].map((text): [string, unknown] => [text, unreadable]),
      ['-99999999999999999999999', null],
    ],
  ],
  'decimals are rounded half to even on their digits': [
    'suppliers',
    'on_time_delivery_rate',
    [
      ['95.4', '95.40'],
      ['99.985', '99.98'],
      ['99.995', '100.00'],
      ['0.005', '0.00'],
      ['0.0150', '0.02'],
      [`0.005${'0'.repeat(60)}1`, '0.01'],
      [`${'0'.repeat(400)}21`, '21.00'],
      ['10.1200000000', '10.12'],
      ['1234.5', null],
      [`9${'0'.repeat(400)}`, null],
      [`-9${'0'.repeat(400)}`, null],
      ['95 %', unreadable],
      ['95,4', unreadable],
      ['1e1', unreadable],
      ['nan', unreadable],
    ],
  ],
  'days are ISO, also as midnight': [
    'parts',
    'last_price_change',
    [
      ['2026-01-02', '2026-01-02'],
      ['2024-02-29', '2024-02-29'],
      ['2026-01-02T00:00:00Z', '2026-01-02'],
      ['2026-01-02 00:00:00.000', '2026-01-02'],
      ...[
        '2026-02-29',
        '2026-01-02 12:00:00',
        '02.01.2026',
        '20260102',
        '2026-1-2',
        '2026-01-02 garbage',
        'infinity',
        'epoch',
        'today',
        '0000-01-01',
        '10000-01-01',
        '2026-01-02 (BC)',
      ].map((text): [string, unknown] => [text, unreadable]),
    ],
  ],
  'times are ISO 8601, in UTC with microseconds': [
    'parts',
    'source_timestamp',
    [
      ['2026-11-01T10:00:00Z', '2026-11-01T10:00:00.000000Z'],
      ['2026-11-01 10:00', '2026-11-01T10:00:00.000000Z'],
      ['2026-11-01', '2026-11-01T00:00:00.000000Z'],
      ['2026-11-01T10:00:00.123456789Z', '2026-11-01T10:00:00.123456Z'],
      ['2026-11-01T10:00:00+05:30', '2026-11-01T04:30:00.000000Z'],
      ['2026-11-01T10:00:00-0800', '2026-11-01T18:00:00.000000Z'],
      ['2026-11-01 10:00:00 +02', '2026-11-01T08:00:00.000000Z'],
      ...[
        '2026-02-30T00:00:00Z',
        '2026-11-01T24:00:00Z',
        '2026-11-01T23:59:60Z',
        '2026-11-01T10:00:00Z garbage',
        '2026-11-01T10:00:00+16:00',
        '2026-11-01 10:00:00 UTC',
        '1793527200',
        'now',
        'infinity',
        '0000-01-01T00:00:00Z',
      ].map((text): [string, unknown] => [text, unreadable]),
    ],
  ],
  'lists come in three shapes': [
    'suppliers',
    'contracts',
    [
      ['A', ['A']],
      [' A , B ,,', ['A', 'B']],
      ['["A,B", null, "\\u00e9"]', ['A,B', 'é']],
      ["['it\\'s', \"B\", None]", ["it's", 'B']],
      ['[]', []],
      [',', []],
      ['NULL,A', ['A']],
      ['[A, B]', unreadable],
      ['{A,B}', unreadable],
      ['["A",]', unreadable],
      ['[["A"]]', unreadable],
      ['[NaN]', unreadable],
      ['["A"', unreadable],
    ],
  ],
  'certifications lose edition and spacing, unknown ones stay': [
    'suppliers',
    'certifications',
    [
      ['ISO 9001:2015', ['ISO9001']],
      ['ISO9001,AS9100', ['ISO9001', 'AS9100']],
      ["['iso 14001', 'Blue Angel']", ['ISO14001', 'Blue Angel']],
    ],
  ],
  'references hide no separators': [
    'parts',
    'qualified_supplier_ids',
    [
      ['A,B', ['A', 'B']],
      ['A , B', ['A', 'B']],
      ['["A", "B"]', ['A', 'B']],
      ['A', ['A']],
      ...['A;B', 'A|B', 'A B', 'A,,B', 'A,', '["A", null]', '["A;B"]', 'A,NULL'].map(
        (text): [string, unknown] => [text, unreadable],
      ),
    ],
  ],
  'points come as JSON, in any order, or as Python writes it': [
    'suppliers',
    'geo_coords',
    [
      ['{"lat": 59.320769, "lon": -10.741014}', { lat: 59.320769, lon: -10.741014 }],
      ['{"lon":"11.57","alt":5,"lat":"48.13"}', { lat: 48.13, lon: 11.57 }],
      ["{'lat': 48.13, 'lon': 11.57}", { lat: 48.13, lon: 11.57 }],
      ['{"lat": 48.1}', { lat: 48.1, lon: null }],
      ['{}', null],
      ...[
        '{"lat": 04, "lon": 1}',
        '{"lat": NaN, "lon": 3}',
        '{"lat": true, "lon": 3}',
        '48.13,11.57',
        '[48.13, 11.57]',
        '5',
        '{"lat": "N", "lon": 3}',
      ].map((text): [string, unknown] => [text, unreadable]),
    ],
  ],
};

describe('from text to value', () => {
  for (const [title, [dataset, field, cases]] of Object.entries(tables)) {
    test(title, async () => {
      const read = await readTexts(
        duck,
        dataset,
        field,
        cases.map(([text]) => text),
      );
      cases.forEach(([text, value], index) => {
        const found = read[index];
        const shown = JSON.stringify(text)?.slice(0, 60);
        expect(found?.unread, shown).toBe(value === unreadable);
        expect(found?.value, shown).toEqual(value === unreadable ? null : value);
        expect(found?.more[`raw__${field}`], shown).toBe(text);
      });
    });
  }

  test('what was rounded says so, trailing zeros are no loss', async () => {
    const texts = ['99.985', '10.1200000', '10.12', '1234.567', 'x', null];
    const read = await readTexts(duck, 'suppliers', 'risk_score', texts);
    expect(read.map(({ more }) => more['loss__risk_score'])).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  test('the number as written compares with whole bounds as its text does', async () => {
    const zeros = '0'.repeat(400);
    const texts = [`100.${zeros}1`, `99.${'9'.repeat(60)}`, `-0.${zeros}1`, '100', '-0.00', '1234.5'];
    const read = await readTexts(duck, 'suppliers', 'on_time_delivery_rate', texts);
    const outside = read
      .map(({ more }) => Number(more['wide__on_time_delivery_rate']))
      .map((wide) => wide < 0 || wide > 100);
    expect(outside).toEqual([true, false, true, false, false, true]);
  });

  test("times without an offset are in the delivery's zone", async () => {
    const texts = ['2026-07-01 10:00', '2026-10-25T02:30:00', '2026-03-29T02:30:00', '2026-07-01T10:00:00Z'];
    const read = await readTexts(duck, 'parts', 'source_timestamp', texts, 'Europe/Berlin');
    expect(read.map(({ value }) => value)).toEqual([
      '2026-07-01T08:00:00.000000Z',
      '2026-10-25T01:30:00.000000Z',
      '2026-03-29T01:30:00.000000Z',
      '2026-07-01T10:00:00.000000Z',
    ]);
  });

  test('what is split off a value is kept in extras', async () => {
    const terms = await readTexts(duck, 'suppliers', 'incoterms', ['FOB (Shanghai)', 'FOB']);
    expect(terms.map(({ more }) => more['extras'])).toEqual([
      [{ key: 'incoterms_place', value: 'Shanghai' }],
      [],
    ]);
    const phones = await readTexts(duck, 'suppliers', 'contact_phone', [
      '+1 555 809 5573 x12',
      '+15558095573',
    ]);
    expect(phones.map(({ more }) => more['extras'])).toEqual([
      [{ key: 'contact_phone_extension', value: '12' }],
      [],
    ]);
  });
});
