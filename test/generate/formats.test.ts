import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { isPossiblePhoneNumber, parsePhoneNumber } from 'libphonenumber-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { CodeLists } from '../../contracts/data/code-lists.ts';
import { parts as partContract } from '../../contracts/data/parts.ts';
import { suppliers as supplierContract } from '../../contracts/data/suppliers.ts';
import { type Sql, sql } from '../../core/sql/sql.ts';
import { fileRows, GenerateBench, logicalTime } from './bench.ts';

const resources = fileURLToPath(new URL('../../resources/data', import.meta.url));
const rows = 20_000;
let bench: GenerateBench;
let suppliers: Sql;
let parts: Sql;
let countries: Map<string, CodeLists['countries'][number]>;

beforeAll(async () => {
  bench = await GenerateBench.open();
  const out = await bench.generate({ suppliers: rows, parts: rows, seed: 3, dirtyRate: 0 });
  suppliers = fileRows(out, 'suppliers');
  parts = fileRows(out, 'parts');
  const lists: CodeLists = JSON.parse(await readFile(`${resources}/code-lists.json`, 'utf8'));
  countries = new Map(lists.countries.map((country) => [country.code, country]));
});
afterAll(() => bench[Symbol.asyncDispose]());

const addressed = z.object({
  country: z.string(),
  region: z.string(),
  postal_code: z.string(),
  contact_phone: z.string().nullable(),
  preferred_currency: z.string(),
});

const addresses = (): Promise<z.infer<typeof addressed>[]> =>
  bench.rows(
    sql`SELECT country, region, postal_code, contact_phone, preferred_currency FROM ${suppliers}`,
    addressed,
  );

const offenders = async (relation: Sql, holds: Sql): Promise<number> =>
  (await bench.numbers(sql`SELECT count(*) FILTER (WHERE (${holds}) IS NOT TRUE) AS n FROM ${relation}`))[
    'n'
  ] ?? -1;

describe('columns', () => {
  test.each([
    ['suppliers', supplierContract],
    ['parts', partContract],
  ] as const)('of %s are those of the contract, in its order, all text', async (dataset, contract) => {
    const file = `${bench.folder}/out/${dataset}.parquet`;
    const found = await bench.rows(
      sql`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(${file}))`,
      z.object({ column_name: z.string(), column_type: z.literal('VARCHAR') }),
    );
    expect(found.map(({ column_name }) => column_name)).toEqual(contract.fields.map(({ name }) => name));
  });

  test('are filled where the contract asks for it', async () => {
    for (const [contract, relation] of [
      [supplierContract, suppliers],
      [partContract, parts],
    ] as const) {
      for (const { name } of contract.fields.filter(({ required }) => required)) {
        expect(await offenders(relation, sql`trim(COLUMNS(c -> c = ${name})) <> ''`), name).toBe(0);
      }
    }
  });
});

describe('suppliers', () => {
  test('have region, currency and postal code of their country', async () => {
    for (const { country, region, postal_code, preferred_currency } of await addresses()) {
      const facts = countries.get(country);
      expect({ region, currency: preferred_currency }).toEqual({
        region: facts?.region,
        currency: facts?.currency,
      });
      expect(postal_code).toMatch(new RegExp(facts?.postalCode ?? 'no pattern'));
    }
  });

  test('have telephone numbers that the country could assign', async () => {
    for (const { country, contact_phone: phone } of (await addresses()).slice(0, 3000)) {
      if (phone === null) continue;
      expect(phone).toMatch(/^\+[1-9][0-9]{7,14}$/);
      expect(isPossiblePhoneNumber(phone), phone).toBe(true);
      expect(parsePhoneNumber(phone).countryCallingCode).toBe(countries.get(country)?.callingCode);
    }
  });

  test('have mailboxes of atoms and letters, digits and hyphens, named after the company', async () => {
    const mailbox = sql`regexp_full_match(contact_email, '[a-z]+([.][a-z]+)?@[a-z0-9]+(-[a-z0-9]+)*([.][a-z]{2,3}){1,2}')`;
    expect(
      await offenders(suppliers, sql`contact_email IS NULL OR (${mailbox} AND length(contact_email) < 100)`),
    ).toBe(0);
    expect(
      await offenders(
        suppliers,
        sql`contact_email IS NULL OR country <> 'US'
      OR contains(lower(replace(legal_name, ' ', '-')), split_part(split_part(contact_email, '@', 2), '.', 1))`,
      ),
    ).toBe(0);
  });

  test('have a legal form of their country in their name', async () => {
    const forms: Record<string, string> = {
      CN: 'Co., Ltd[.]$',
      US: '(Inc[.]|LLC|Corp[.]|Company|L[.]P[.])$',
      DE: '(GmbH|GmbH & Co[.] KG|AG|KG|SE)$',
      MX: '(S[.]A[.]|S[.] de R[.]L[.]|S[.]A[.]P[.]I[.]|S[.]A[.]B[.]) de C[.]V[.]$',
      IN: '(Pvt[.] Ltd[.]|Private Limited|Ltd[.]|Limited|LLP)$',
      VN: '^Công ty ',
      JP: '(Kabushiki Kaisha|K[.]K[.]|Co., Ltd[.]|Yugen Kaisha|Godo Kaisha)',
      KR: '(Co., Ltd[.]|Hoesa|Corporation|Inc[.])',
      PL: '(Sp[.] z o[.]o[.]|S[.]A[.]|Sp[.] k[.]|Sp[.] j[.])$',
    };
    for (const [country, form] of Object.entries(forms)) {
      const of = sql`(SELECT * FROM ${suppliers} WHERE country = ${country})`;
      expect(
        await offenders(of, sql`regexp_matches(legal_name, ${form}) AND NOT contains(legal_name, '{')`),
        country,
      ).toBe(0);
    }
  });

  test('lie within ten kilometres of their city, inside the outline of their country', async () => {
    const dictionary = z.object({
      countries: z.array(
        z.object({
          code: z.string(),
          cities: z.array(
            z.object({ name: z.string(), state: z.string(), lat: z.number(), lon: z.number() }),
          ),
        }),
      ),
    });
    const { countries: known } = dictionary.parse(
      JSON.parse(await readFile(`${resources}/generation.json`, 'utf8')),
    );
    const cities = new Map<string, { readonly lat: number; readonly lon: number }>(
      known.flatMap(({ code, cities }) =>
        cities.map((city) => [`${code} ${city.name}, ${city.state}`, city] as const),
      ),
    );
    const placed = await bench.rows(
      sql`SELECT concat(country, ' ', city, ', ', state) AS city, (geo_coords::JSON ->> 'lat')::DOUBLE AS lat, (geo_coords::JSON ->> 'lon')::DOUBLE AS lon FROM ${suppliers}`,
      z.object({ city: z.string(), lat: z.number(), lon: z.number() }),
    );
    for (const { city, lat, lon } of placed) {
      const at = cities.get(city) ?? { lat: Number.NaN, lon: Number.NaN };
      const x = (lon - at.lon) * 111.32 * Math.cos((at.lat * Math.PI) / 180);
      expect(Math.hypot(x, (lat - at.lat) * 111.32), city).toBeLessThan(10);
    }
    const cell = sql`(floor((lat + 90) * 4)::INTEGER * 1440 + floor((lon + 180) * 4)::INTEGER)`;
    const outside = await bench.numbers(sql`
      SELECT count(*) AS n FROM (SELECT country, (geo_coords::JSON ->> 'lat')::DOUBLE AS lat, (geo_coords::JSON ->> 'lon')::DOUBLE AS lon FROM ${suppliers}) AS s
      WHERE NOT EXISTS (SELECT 1 FROM read_parquet(${`${resources}/country-cells.parquet`}) AS o WHERE o.country = s.country AND o.cell = ${cell})`);
    expect(outside['n']).toBe(0);
  });
});

describe('ids', () => {
  test.each([
    ['suppliers', 'supplier_id'],
    ['parts', 'part_id'],
  ] as const)('of %s are ULIDs from the five years before the logical time', async (dataset, key) => {
    const found = await bench.rows(
      sql`SELECT ${key === 'part_id' ? sql`part_id` : sql`supplier_id`} AS id FROM ${dataset === 'parts' ? parts : suppliers}`,
      z.object({ id: z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/) }),
    );
    const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    for (const { id } of found) {
      const time = Array.from(id.slice(0, 10)).reduce((sum, digit) => sum * 32 + digits.indexOf(digit), 0);
      expect(time).toBeLessThan(logicalTime.getTime());
      expect(time).toBeGreaterThan(logicalTime.getTime() - 5 * 366 * 86_400_000);
    }
    expect(new Set(found.map(({ id }) => id)).size).toBe(rows);
    expect(new Set(found.map(({ id }) => id.slice(10))).size).toBe(rows);
  });

  test('and codes look as the contract says', async () => {
    expect(await offenders(suppliers, sql`regexp_full_match(supplier_code, 'S[0-9]{6,}')`)).toBe(0);
    expect(await offenders(parts, sql`regexp_full_match(part_number, 'P-[0-9]{6,}')`)).toBe(0);
    expect(await offenders(parts, sql`regexp_full_match(spec_hash, '[0-9a-f]{64}')`)).toBe(0);
  });

  test('times are ISO 8601 in UTC within the last 30 days', async () => {
    const shape = sql`regexp_full_match(source_timestamp, '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z')`;
    for (const relation of [suppliers, parts]) {
      expect(
        await offenders(
          relation,
          sql`${shape} AND source_timestamp::TIMESTAMPTZ < ${logicalTime} AND source_timestamp::TIMESTAMPTZ >= ${logicalTime} - INTERVAL 30 DAY`,
        ),
      ).toBe(0);
      expect(
        await offenders(
          relation,
          sql`ingestion_timestamp = '2026-11-24T02:00:00.000000Z' AND schema_version = '1.0.0' AND data_source = 'synthetic.v1' AND tenant_id = 'acme'`,
        ),
      ).toBe(0);
    }
  });
});
