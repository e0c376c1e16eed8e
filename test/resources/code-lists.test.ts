import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postcodeValidator, postcodeValidatorExistsForCountry } from 'postcode-validator';
import { z } from 'zod';
import type { CodeLists } from '../../contracts/data/code-lists.ts';
import { loadCodeLists } from '../../core/contract/code-lists.ts';
import { Duck } from '../../core/duck/duck.ts';
import { join, sql } from '../../core/sql/sql.ts';
import { buildCodeLists } from '../../resources/build/code-lists.ts';
import { codeListsSchema } from './code-lists-schema.ts';

const postalExamples = z.record(z.string(), z.array(z.string()));
const fixture = new URL('../fixtures/resources/postal-examples.json', import.meta.url);

let lists: CodeLists;
let duck: Duck;

beforeAll(async () => {
  lists = await loadCodeLists();
  duck = await Duck.open({ memory: 256 * 1024 ** 2, threads: 1, spill: tmpdir() });
});
afterAll(() => duck[Symbol.asyncDispose]());

const country = (code: string) => lists.countries.find((each) => each.code === code);
const currency = (code: string) => lists.currencies.find((each) => each.code === code);

/** What DuckDB's RE2 says, for many pairs in one statement. */
async function fits(pairs: readonly (readonly [text: string, pattern: string])[]): Promise<boolean[]> {
  const rows = join(
    pairs.map(([text, pattern]) => sql`SELECT regexp_full_match(${text}, ${pattern}) AS fits`),
    ' UNION ALL ',
  );
  return (await duck.rows(rows, z.object({ fits: z.boolean() }))).map((row) => row.fits);
}

describe('the built file', () => {
  test('has the shape that the loader trusts it to have', () => {
    expect(codeListsSchema.parse(lists)).toEqual(lists);
  });

  test('is what npm run resources builds from the installed packages', async () => {
    expect(await buildCodeLists()).toEqual(lists);
  });

  test('is loaded in a few milliseconds', async () => {
    const times: number[] = [];
    for (let at = 0; at < 5; at++) {
      const start = performance.now();
      await loadCodeLists();
      times.push(performance.now() - start);
    }
    expect(Math.min(...times)).toBeLessThan(5);
  });

  test('has every code once, in order', () => {
    for (const coded of [lists.countries, lists.currencies]) {
      const codes = coded.map(({ code }) => code);
      expect(codes).toEqual([...new Set(codes)].toSorted());
    }
  });
});

describe('countries', () => {
  test('are the 249 assigned ones and Kosovo', () => {
    expect(lists.countries).toHaveLength(250);
    expect(country('XK')).toMatchObject({ region: 'EMEA', currency: 'EUR', callingCode: '383' });
    for (const code of ['UK', 'EL', 'XX', 'ZZ', 'EU', 'AN', 'SU']) expect(country(code)).toBeUndefined();
  });

  test('have a region by where they lie', () => {
    const regions = {
      AMERICAS: 'US CA MX BR AR CL PR GL GF GP FK BM JM CU PA',
      EMEA: 'DE GB FR PL RU TR UA IL SA AE IR EG ZA NG MA KZ UZ GE AM RE IS',
      APAC: 'CN JP KR IN VN TW HK MO SG AU NZ PK BD LK ID MY TH PH MN NC PF GU AF',
    };
    for (const [region, codes] of Object.entries(regions)) {
      for (const code of codes.split(' ')) expect([code, country(code)?.region]).toEqual([code, region]);
    }
  });

  test('of the generator have the facts that it fills in', () => {
    const facts = [
      'CN 86 CNY',
      'US 1 USD',
      'DE 49 EUR',
      'MX 52 MXN',
      'IN 91 INR',
      'VN 84 VND',
      'JP 81 JPY',
      'KR 82 KRW',
      'PL 48 PLN',
    ];
    for (const [code = '', callingCode, money] of facts.map((line) => line.split(' '))) {
      expect(country(code)).toMatchObject({ callingCode, currency: money });
    }
  });

  test('are paid in a currency of the list that is not withdrawn', () => {
    for (const { code, currency: money } of lists.countries) {
      if (money !== null) expect([code, currency(money)?.withdrawnOn]).toEqual([code, null]);
    }
  });

  test('have aliases that lead from unassigned codes to assigned ones', () => {
    expect(lists.countryAliases).toMatchObject({ UK: 'GB', EL: 'GR' });
    for (const [alias, code] of Object.entries(lists.countryAliases)) {
      expect([alias, country(alias), country(code)?.code]).toEqual([alias, undefined, code]);
    }
  });
});

describe('postal formats', () => {
  test('fit their own example and those of Google’s address data, in RE2', async () => {
    const examples = postalExamples.parse(JSON.parse(await readFile(fixture, 'utf8')));
    const pairs = lists.countries.flatMap(({ code, postalCode, postalExample }) => {
      if (postalCode === null || postalExample === null) return [];
      return [postalExample, ...(examples[code] ?? [])].map((text) => [code, text, postalCode] as const);
    });
    const results = await fits(pairs.map(([, text, pattern]) => [text, pattern]));
    expect(pairs.filter((_, at) => results[at] !== true)).toEqual([]);
    expect(pairs.length).toBeGreaterThan(400);
  });

  test.each([
    ['US', ['02134', '02134-1234', '02134 1234', '021341234'], ['2134', '0213', 'ABCDE', '02134-12']],
    ['DE', ['10115', 'D-10115', 'DE-10115', 'DE 10115'], ['1011', '101155', '10 115', 'F-10115']],
    ['NL', ['1234 AB', '1234AB', '1234-AB', 'NL-1234 AB'], ['1234', 'AB 1234']],
    ['PL', ['00-001', '00001', '00 001'], ['000-01', '0001']],
    ['JP', ['100-0001', '1000001', '〒100-0001'], ['10-00001', '100001']],
    ['KR', ['06236'], ['135-080', '0623']],
    ['VN', ['700000', '70000'], ['7000', '7000000']],
    ['IN', ['560001', '560 001'], ['56001', '5600011']],
    ['CN', ['200000', '518 000'], ['20000', '2000000']],
    ['MX', ['02860'], ['2860', '028600']],
    [
      'GB',
      ['SW1A 1AA', 'SW1A1AA', 'M1 1AE', 'EC1A 1BB', 'GIR 0AA', 'BFPO 801'],
      ['SW1A', '12345', 'SW1A 11A'],
    ],
    ['CA', ['K1A 0B1', 'K1A0B1', 'K1A-0B1'], ['K1A', '123 456']],
    ['SE', ['114 55', '11455', 'SE-114 55', 'S-11455'], ['1145']],
    ['BR', ['01310-100', '01310100', '01.310-100'], ['01310']],
    ['IE', ['D02 AF30', 'D02AF30', 'D6W XY00'], ['D02']],
    ['PT', ['1250-096', '1250'], ['125-0096']],
  ])('of %s', async (code, right, wrong) => {
    const pattern = country(code)?.postalCode ?? '';
    expect(await fits(right.map((text) => [text, pattern]))).toEqual(right.map(() => true));
    expect(await fits(wrong.map((text) => [text, pattern]))).toEqual(wrong.map(() => false));
  });

  test('have examples that postcode-validator accepts too, but for newer formats of four countries', () => {
    const refused = lists.countries.filter(
      ({ code, postalExample }) =>
        postalExample !== null &&
        postcodeValidatorExistsForCountry(code) &&
        !postcodeValidator(postalExample, code),
    );
    expect(refused.map(({ code }) => code)).toEqual(['KH', 'NI', 'SO', 'SV']);
  });

  test('are silent for countries without postal codes', () => {
    for (const code of ['HK', 'AE', 'QA', 'AO', 'PA', 'JM']) expect(country(code)?.postalCode).toBeNull();
  });
});

describe('currencies', () => {
  test.each([
    ['HRK', '2023-01-01', 'EUR'],
    ['BGN', '2026-01-01', 'EUR'],
    ['ANG', '2025-06-30', 'XCG'],
    ['SLL', '2023-12-31', 'SLE'],
    ['ZWL', '2024-08-31', 'ZWG'],
    ['CUC', '2021-06-30', 'CUP'],
    ['VEF', '2018-08-20', 'VES'],
    ['MRO', '2018-06-30', 'MRU'],
    ['STD', '2017-12-31', 'STN'],
    ['BYR', '2017-01-01', 'BYN'],
    ['LTL', '2014-12-31', 'EUR'],
    ['DEM', '2002-05-15', 'EUR'],
  ])('%s ended on %s, then came %s', (code, withdrawnOn, successor) => {
    expect(currency(code)).toMatchObject({ withdrawnOn, successor });
    expect(currency(successor)?.withdrawnOn).toBeNull();
  });

  test('of today are there, young ones too', () => {
    for (const code of 'USD EUR CNY JPY KRW VND INR MXN PLN GBP CHF XCG SLE ZWG VES VED MRU STN BYN XOF XAF XPF SVC CLF'.split(
      ' ',
    )) {
      expect([code, currency(code)?.withdrawnOn]).toEqual([code, null]);
    }
  });

  test('leave out what nobody can be paid in', () => {
    for (const code of ['XXX', 'XTS', 'XAU', 'XAG', 'XPT', 'XPD', 'CNH', 'BTC'])
      expect(currency(code)).toBeUndefined();
  });
});

describe('units', () => {
  test('mean one of ours only where they cannot mean another', () => {
    const expected = {
      EA: 'EA EACH PC PCE PCS PCS. ST STK H87 C62 UN NR STÜCK ШТ',
      KG: 'KG KGM KGS KILO КГ',
      M: 'M MTR METER METRE М',
    };
    for (const [unit, words] of Object.entries(expected)) {
      for (const word of words.split(' ')) expect([word, lists.units.synonyms[word]]).toEqual([word, unit]);
    }
    for (const word of 'MT MTS G MG ML LE NO MB U T LB FT MM CM BOX CS PAL SET'.split(' ')) {
      expect([word, lists.units.synonyms[word]]).toEqual([word, undefined]);
    }
  });

  test('are in one list only, in upper case', () => {
    const { synonyms, packs, others } = lists.units;
    const all = [...Object.keys(synonyms), ...packs, ...others];
    expect(all.filter((word, at) => all.indexOf(word) !== at)).toEqual([]);
    expect(all.filter((word) => word !== word.toUpperCase())).toEqual([]);
    expect(packs).toEqual(expect.arrayContaining(['BOX', 'BX', 'CS', 'CT', 'PK', 'PAL']));
    expect(others).toEqual(expect.arrayContaining(['LB', 'FT', 'G', 'MT', 'L']));
  });
});

describe('trade terms and hazard classes', () => {
  test('are the eleven of Incoterms 2020; older ones have a successor among them', () => {
    expect(lists.incoterms.current.toSorted()).toEqual(
      'CFR CIF CIP CPT DAP DDP DPU EXW FAS FCA FOB'.split(' '),
    );
    expect(lists.incoterms.old).toMatchObject({
      DAT: { edition: '2010', successor: 'DPU' },
      DDU: { edition: '2000', successor: 'DAP' },
    });
    for (const [term, { successor }] of Object.entries(lists.incoterms.old)) {
      expect(lists.incoterms.current).toContain(successor);
      expect(lists.incoterms.current).not.toContain(term);
    }
  });

  test('are the nine UN classes with divisions of their own number', () => {
    expect(lists.hazardClasses.map(({ code }) => code)).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `CLASS_${number}`),
    );
    for (const { code, divisions } of lists.hazardClasses) {
      for (const division of divisions) expect(`CLASS_${division[0]}`).toBe(code);
    }
  });
});

describe('certificates and flags', () => {
  test.each([
    ['ISO9001', ['ISO9001', 'DINENISO9001', 'BSENISO9001', 'ISO9001:2015', 'ISO9001CERTIFIED', 'JISQ9001']],
    ['IATF16949', ['IATF16949', 'ISOTS16949', 'TS16949', 'IATF16949:2016']],
    ['AS9100', ['AS9100', 'AS9100D', 'AS9100REVD', 'EN9100']],
    ['ISO14001', ['ISO14001', 'ENISO14001']],
    ['ISO27001', ['ISO27001', 'ISOIEC27001']],
    ['NADCAP', ['NADCAP']],
    ['ROHS', ['ROHS', 'ROHS2', 'ROHS3', 'EUROHS', 'ROHSCOMPLIANT']],
    ['REACH', ['REACH', 'EUREACH']],
    ['ITAR', ['ITAR']],
  ])('%s is found in its spellings', async (code, spellings) => {
    for (const text of spellings) expect([text, await codesOf(text)]).toEqual([text, [code]]);
  });

  test('fit no more than one pattern, their own code always', async () => {
    for (const { code } of [...lists.certifications, ...lists.complianceFlags]) {
      expect([code, await codesOf(code.replaceAll(/[-_/\s]/g, ''))]).toEqual([code, [code]]);
    }
  });

  test('do not swallow other texts', async () => {
    for (const text of [
      'ISO9002',
      'ISO90011',
      '9001',
      'AS91000',
      'NONE',
      'NOTROHS',
      'NONITAR',
      'ISO9001PENDING',
    ]) {
      expect([text, await codesOf(text)]).toEqual([text, []]);
    }
  });

  async function codesOf(text: string): Promise<string[]> {
    const known = [...lists.certifications, ...lists.complianceFlags];
    const results = await fits(known.map(({ pattern }) => [text, pattern] as const));
    return known.filter((_, at) => results[at]).map(({ code }) => code);
  }
});
