import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { contracts } from '../../contracts/data/contracts.ts';
import { QuaysideError } from '../../core/base/errors.ts';
import { namedNormalisations } from '../../core/contract/normalisations.ts';
import { planReading } from '../../core/contract/plan-reading.ts';
import { detectSwap } from '../../core/contract/swap.ts';
import { typedSelect } from '../../core/contract/typed.sql.ts';
import type { Duck } from '../../core/duck/duck.ts';
import { type Sql, sql } from '../../core/sql/sql.ts';
import { asOf, codeLists, columnsOf, openDuck, planFor, rawOf } from './read-texts.ts';

let duck: Duck;
beforeAll(async () => {
  duck = await openDuck();
});
afterAll(async () => {
  await duck[Symbol.asyncDispose]();
});

const { suppliers, parts } = contracts;
const required = ['supplier_id', 'tenant_id', 'legal_name', 'country', 'data_source', 'source_timestamp'];
const facts = { tenant: 'acme', hasSequence: false };
const typedOf = (plan: ReturnType<typeof planReading>, raw: Sql): Sql =>
  typedSelect(suppliers, plan, raw, codeLists, { timezone: 'UTC', asOf });
const anyRow = z.record(z.string(), z.unknown());

describe('headers', () => {
  test('are matched in any case, with spaces, dashes and dots', () => {
    const headers = [
      ' Supplier ID ',
      'TENANT-ID',
      'legal.name',
      'Country',
      'data_source',
      'Source_Timestamp',
    ];
    const plan = planReading(suppliers, columnsOf(headers), facts);
    expect(plan.drift.unknown).toEqual([]);
    const read = plan.fields.filter(({ source }) => source.kind === 'column').map(({ field }) => field.name);
    expect(read).toEqual([
      'supplier_id',
      'tenant_id',
      'legal_name',
      'country',
      'data_source',
      'source_timestamp',
    ]);
  });

  test('of several for a field the exact one is used, the others are kept and reported', async () => {
    const headers = [...required, 'City', 'city', 'CITY'];
    const plan = planReading(suppliers, columnsOf(headers), facts);
    expect(plan.drift.ambiguous).toEqual([{ field: 'city', used: 'city', others: ['City', 'CITY'] }]);
    const raw = rawOf([[...required.map(() => 'x'), 'first', 'second', 'third']]);
    const row = await duck.row(sql`SELECT city, extras FROM (${typedOf(plan, raw)})`, anyRow);
    expect(row).toEqual({
      city: 'second',
      extras: [
        { key: 'City', value: 'first' },
        { key: 'CITY', value: 'third' },
      ],
    });
  });

  test('that mean nothing are kept under their names, hostile and repeated ones too', async () => {
    const headers = [...required, 'esg"; DROP TABLE x', '', 'esg"; DROP TABLE x', 'incoterms_place'];
    const plan = planReading(suppliers, columnsOf(headers), facts);
    expect(plan.drift.unknown).toEqual(headers.slice(required.length));
    const raw = rawOf([[...required.map(() => 'x'), '1', null, '2', 'Berlin']]);
    const row = await duck.row(sql`SELECT extras FROM (${typedOf(plan, raw)})`, anyRow);
    expect(row['extras']).toEqual([
      { key: 'esg"; DROP TABLE x', value: '1' },
      { key: 'esg"; DROP TABLE x (2)', value: '2' },
      { key: 'incoterms_place (2)', value: 'Berlin' },
    ]);
  });

  test('geo_lat and geo_lon are a point where geo_coords is absent', async () => {
    const plan = planReading(suppliers, columnsOf([...required, 'Geo Lat', 'geo_longitude']), facts);
    const blank = required.map(() => 'x');
    const raw = rawOf([
      [...blank, ' 48.13', '11.57'],
      [...blank, '48.13', null],
      [...blank, null, ''],
      [...blank, '1e1', '3'],
    ]);
    const rows = await duck.rows(
      sql`SELECT geo_coords AS value, unread__geo_coords AS unread, raw__geo_coords AS text FROM (${typedOf(plan, raw)}) ORDER BY row_no`,
      anyRow,
    );
    expect(rows).toEqual([
      { value: { lat: 48.13, lon: 11.57 }, unread: false, text: '{"lat": " 48.13", "lon": "11.57"}' },
      { value: { lat: 48.13, lon: null }, unread: false, text: '{"lat": "48.13", "lon": null}' },
      { value: null, unread: false, text: '{"lat": null, "lon": ""}' },
      { value: null, unread: true, text: '{"lat": "1e1", "lon": "3"}' },
    ]);
    const both = planReading(suppliers, columnsOf([...required, 'geo_coords', 'geo_lat', 'geo_lon']), facts);
    expect(both.drift.unknown).toEqual(['geo_lat', 'geo_lon']);
  });

  test('types that were no text are reported', () => {
    const columns = columnsOf(required).map((column, index) => ({
      ...column,
      sourceType: index === 3 ? 'BLOB' : 'VARCHAR',
    }));
    expect(planReading(suppliers, columns, facts).drift.changedTypes).toEqual([
      { column: 'country', from: 'BLOB' },
    ]);
  });
});

describe('missing columns', () => {
  test('that are required are refused, all at once, with what would satisfy each', () => {
    const refuse = (): unknown =>
      planReading(suppliers, columnsOf(['supplierid', 'tenant_id', 'Legal Nam']), facts);
    expect(refuse).toThrow(QuaysideError);
    try {
      refuse();
    } catch (error) {
      if (!(error instanceof QuaysideError)) throw error;
      expect(error.code).toBe('MISSING_REQUIRED_COLUMNS');
      expect(error.parameters['missing']).toEqual([
        'supplier_id',
        'legal_name',
        'country',
        'data_source',
        'source_timestamp',
      ]);
      expect(error.message).toContain('--data-source S');
      expect(error.message).toContain('--extracted-at T');
      expect(error.message).toContain('"supplierid"');
      expect(error.message).toContain('"Legal Nam"');
    }
  });

  test('come from the delivery where they may, and say so', async () => {
    const extractedAt = new Date('2026-11-20T00:00:00Z');
    const plan = planReading(suppliers, columnsOf(['supplier_id', 'legal_name', 'country']), {
      tenant: 'acme',
      dataSource: ' sap.supplier_master',
      extractedAt,
      hasSequence: true,
    });
    expect(plan.drift.derived).toEqual([
      { field: 'tenant_id', from: "the run's tenant" },
      { field: 'data_source', from: '--data-source' },
      { field: 'source_timestamp', from: "the source's sequence" },
      { field: 'schema_version', from: "the contract's version" },
    ]);
    expect(plan.drift.missing).toContain('city');
    const raw = sql`(SELECT * REPLACE (CASE WHEN row_no = 1 THEN TIMESTAMPTZ '2026-11-21 00:00:00+00' END AS extracted_at) FROM ${rawOf(
      [
        ['a', 'b', 'CN'],
        ['c', 'd', 'DE'],
      ],
    )})`;
    const rows = await duck.rows(
      sql`SELECT tenant_id, data_source, epoch_ms(source_timestamp)::DOUBLE AS at, epoch_ms(ingestion_timestamp)::DOUBLE AS run, schema_version, city
        FROM (${typedOf(plan, raw)}) ORDER BY row_no`,
      anyRow,
    );
    const same = {
      tenant_id: 'acme',
      data_source: 'sap.supplier_master',
      run: asOf.getTime(),
      schema_version: '1.0.0',
      city: null,
    };
    expect(rows).toEqual([
      { ...same, at: Date.parse('2026-11-21T00:00:00Z') },
      { ...same, at: extractedAt.getTime() },
    ]);
  });

  test("ingestion_timestamp is the run's, whatever the file says", async () => {
    const plan = planReading(suppliers, columnsOf([...required, 'ingestion_timestamp']), facts);
    const raw = rawOf([[...required.map(() => 'x'), 'garbage']]);
    const row = await duck.row(
      sql`SELECT epoch_ms(ingestion_timestamp)::DOUBLE AS at, raw__ingestion_timestamp AS text FROM (${typedOf(plan, raw)})`,
      anyRow,
    );
    expect(row).toEqual({ at: asOf.getTime(), text: 'garbage' });
    expect(plan.drift.unknown).toEqual([]);
  });
});

describe('exchanged columns', () => {
  const headers = ['tenant_id', 'supplier_code'];
  const plan = planFor('suppliers', headers);
  const seen = async (rows: readonly (readonly (string | null)[])[]): Promise<unknown> =>
    (await detectSwap(duck, suppliers, plan, rawOf(rows), 'acme')).drift.swapped;

  test('are seen on the column as a whole and read right', async () => {
    const raw = rawOf([
      ['S100001', 'acme'],
      ['S100002', 'acme'],
    ]);
    const swapped = await detectSwap(duck, suppliers, plan, raw, 'acme');
    expect(swapped.drift.swapped).toEqual({ field: 'tenant_id', with: 'supplier_code', rows: 2 });
    const rows = await duck.rows(
      sql`SELECT tenant_id, supplier_code FROM (${typedOf(swapped, raw)}) ORDER BY row_no`,
      anyRow,
    );
    expect(rows).toEqual([
      { tenant_id: 'acme', supplier_code: 'S100001' },
      { tenant_id: 'acme', supplier_code: 'S100002' },
    ]);
  });

  test("are not seen in right columns, in another tenant's rows, or where only some rows say so", async () => {
    expect(await seen([['acme', 'S100001']])).toBeUndefined();
    expect(await seen([['S100001', 'other']])).toBeUndefined();
    expect(await seen([['S100001', 'S100002']])).toBeUndefined();
    expect(
      await seen([
        ['S100001', 'acme'],
        ['acme', 'S100002'],
      ]),
    ).toBeUndefined();
    expect(await seen([[null, null]])).toBeUndefined();
    expect(await seen([['S100001', null]])).toMatchObject({ rows: 1 });
  });
});

test('identity is equal exactly where all source values are', async () => {
  const plan = planFor('parts', ['description', 'uom']);
  const raw = rawOf([
    ['a', 'b'],
    ['a', 'b'],
    ['ab', ''],
    ['ab', null],
    ['a,b', null],
    ['a', 'b '],
  ]);
  const typed = typedSelect(parts, plan, raw, codeLists, { timezone: 'UTC', asOf });
  const rows = await duck.rows(
    sql`SELECT identity FROM (${typed}) ORDER BY row_no`,
    z.object({ identity: z.string() }),
  );
  expect(rows[0]).toEqual(rows[1]);
  expect(new Set(rows.map(({ identity }) => identity)).size).toBe(5);
});

test('normalisations are counted per field and kind', async () => {
  const headers = [
    'legal_name',
    'approved_status',
    'contact_phone',
    'certifications',
    'lead_time_days_avg',
    'source_timestamp',
  ];
  const plan = planFor('suppliers', headers);
  const raw = rawOf([
    [' ACME', 'approved', '+1-555-809-5573', '["ISO9001"]', '21.0', '2026-11-01T10:00:00+05:30'],
    ['NULL', 'APPROVED', '+15558095573', 'ISO 9001:2015', '21', '2026-11-01T10:00:00Z'],
  ]);
  const typed = typedSelect(suppliers, plan, raw, codeLists, { timezone: 'UTC', asOf });
  const counted = await duck.rows(
    sql`SELECT note, count(*) AS rows FROM (SELECT unnest(normalised) AS note FROM (${typed})) GROUP BY note`,
    z.object({ note: z.coerce.number(), rows: z.coerce.number() }),
  );
  const found = namedNormalisations(
    plan.fields,
    'UTC',
    Object.fromEntries(counted.map(({ note, rows }) => [note, rows])),
  );
  const kinds = found
    .filter(({ field }) => headers.includes(field))
    .map(({ field, kind, rows }) => `${field} ${kind} ${rows}`);
  expect(kinds).toEqual([
    'legal_name whitespace 1',
    'legal_name null_word 1',
    'contact_phone phone 1',
    'lead_time_days_avg number 1',
    'certifications list_shape 2',
    'certifications code 1',
    'approved_status case 1',
    'source_timestamp time_zone 1',
  ]);
});
