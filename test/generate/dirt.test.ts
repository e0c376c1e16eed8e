import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parts as partContract } from '../../contracts/data/parts.ts';
import { suppliers as supplierContract } from '../../contracts/data/suppliers.ts';
import { type Kind, kinds } from '../../core/generate/kinds.ts';
import { ident, join, type Sql, sql } from '../../core/sql/sql.ts';
import { fileRows, GenerateBench } from './bench.ts';

const rows = 60_000;
let bench: GenerateBench;
let suppliers: Sql;
let parts: Sql;
let truth: Sql;

beforeAll(async () => {
  bench = await GenerateBench.open();
  const out = await bench.generate({ suppliers: rows, parts: rows, seed: 7 });
  suppliers = fileRows(out, 'suppliers');
  parts = fileRows(out, 'parts');
  truth = sql`(SELECT * FROM read_parquet(${`${out}/truth.parquet`}))`;
});
afterAll(() => bench[Symbol.asyncDispose]());

const count = async (query: Sql): Promise<number> =>
  (await bench.numbers(sql`SELECT count(*) AS n FROM ${query}`))['n'] ?? -1;

/** Dirty rows of a kind with the row as it is in the file: columns of truth, then those of the file as f. */
const dirty = (dataset: 'suppliers' | 'parts', kind: string): Sql => sql`
  (SELECT t.*, f AS f FROM ${truth} AS t JOIN ${dataset === 'parts' ? parts : suppliers} AS f USING (row_number)
   WHERE t.dataset = ${dataset} AND t.kind = ${kind})`;

/** How many of the kind's rows do not do what is asked; there must be some rows of it. */
async function offenders(dataset: 'suppliers' | 'parts', kind: Kind, holds: Sql): Promise<number> {
  const found = await bench.numbers(sql`
    SELECT count(*) AS n, count(*) FILTER (WHERE (${holds}) IS NOT TRUE) AS offending FROM ${dirty(dataset, kind)}`);
  expect(found['n']).toBeGreaterThan(100);
  return found['offending'] ?? -1;
}

describe('rates', () => {
  test.each(['suppliers', 'parts'] as const)('of %s: 6 %%, spread evenly over the kinds', async (dataset) => {
    const found = await bench.rows(
      sql`SELECT kind, count(*) AS n FROM ${truth} WHERE dataset = ${dataset} AND kind <> 'knock_on' GROUP BY kind`,
      z.object({ kind: z.string(), n: z.coerce.number() }),
    );
    expect(found.map(({ kind }) => kind).sort()).toEqual(Object.keys(kinds[dataset]).sort());
    for (const { kind, n } of found) {
      expect(Math.abs(n - 0.006 * rows), kind).toBeLessThan(5.3 * Math.sqrt(0.006 * rows));
    }
  });

  test('of a kind set by itself leaves the others their share', async () => {
    const out = await bench.generate(
      { suppliers: 20_000, parts: 0, kindRates: { bogus_country: 0.2, tenant_leak: 0 } },
      'own',
    );
    const found = await bench.numbers(sql`
      SELECT count(*) FILTER (WHERE kind = 'bogus_country') AS bogus, count(*) FILTER (WHERE kind = 'tenant_leak') AS leaks,
        count(*) FILTER (WHERE kind NOT IN ('bogus_country', 'tenant_leak')) AS others
      FROM read_parquet(${`${out}/truth.parquet`})`);
    expect(found['leaks']).toBe(0);
    expect(Math.abs((found['bogus'] ?? 0) - 4000)).toBeLessThan(5.3 * Math.sqrt(3200));
    expect(Math.abs((found['others'] ?? 0) - 960)).toBeLessThan(5.3 * Math.sqrt(960));
  });

  test('of nothing but duplicates still start with a clean row', async () => {
    const out = await bench.generate(
      { suppliers: 300, parts: 100, dirtyRate: 0, kindRates: { duplicate_id: 1 } },
      'copies',
    );
    const found = await bench.numbers(sql`
      SELECT count(DISTINCT supplier_id) AS ids, count(DISTINCT s) AS different, min(t.row_number) AS first
      FROM ${fileRows(out, 'suppliers')} AS s LEFT JOIN read_parquet(${`${out}/truth.parquet`}) AS t
        ON t.row_number = s.row_number AND t.dataset = 'suppliers'`);
    expect(found).toEqual({ ids: 1, different: 300, first: 2 });
  });

  test('of 100 % leave no clean row but the place of impossible duplicates', async () => {
    const out = await bench.generate({ suppliers: 5000, parts: 0, dirtyRate: 1 }, 'full');
    const found = await bench.numbers(
      sql`SELECT count(*) AS n, count(DISTINCT row_number) AS rows FROM read_parquet(${`${out}/truth.parquet`})`,
    );
    expect(found['n']).toBe(found['rows']);
    expect(found['n']).toBeGreaterThan(4300);
  });
});

describe('ground truth', () => {
  test('has one row for a dirty cell: a row has one defect, and a knock-on besides at most', async () => {
    expect(
      await count(
        sql`(SELECT dataset, row_number FROM ${truth} WHERE kind <> 'knock_on' GROUP BY ALL HAVING count(*) > 1)`,
      ),
    ).toBe(0);
    expect(
      await count(sql`(SELECT dataset, row_number FROM ${truth} GROUP BY ALL HAVING count(*) > 2)`),
    ).toBe(0);
  });

  test('quotes key and dirty value as they are in the file', async () => {
    const cell = (contract: typeof partContract): Sql =>
      sql`CASE field ${join(
        contract.fields.map(({ name }) => sql`WHEN ${name} THEN f.${ident(name)}`),
        ' ',
      )} END`;
    const differing = (contract: typeof partContract, file: Sql): Promise<number> =>
      count(sql`(SELECT * FROM ${truth} AS t LEFT JOIN ${file} AS f USING (row_number)
        WHERE t.dataset = ${contract.dataset} AND (t.dirty_value IS DISTINCT FROM ${cell(contract)}
          OR t.row_key IS DISTINCT FROM f.${ident(contract.primaryKey.field)}))`);
    expect(await differing(supplierContract, suppliers)).toBe(0);
    expect(await differing(partContract, parts)).toBe(0);
  });

  test('states a clean value that differs, except where the defect is elsewhere', async () => {
    expect(
      await count(
        sql`(SELECT * FROM ${truth} WHERE clean_value IS NOT DISTINCT FROM dirty_value AND kind <> 'knock_on')`,
      ),
    ).toBe(0);
    expect(await count(sql`(SELECT * FROM ${truth} WHERE clean_value IS NULL)`)).toBe(0);
  });

  test('expects of each kind what the contract says', async () => {
    const found = await bench.rows(
      sql`SELECT DISTINCT dataset, kind, expected FROM ${truth} WHERE kind <> 'knock_on'`,
      z.object({ dataset: z.enum(['suppliers', 'parts']), kind: z.string(), expected: z.string() }),
    );
    expect(found).toHaveLength(20);
    for (const { dataset, kind, expected } of found) {
      expect(expected).toBe(new Map<string, string>(Object.entries(kinds[dataset])).get(kind));
    }
  });

  test('leaves every other cell as in a run without dirt, where the row is no copy', async () => {
    const clean = await bench.generate({ suppliers: rows, parts: 0, seed: 7, dirtyRate: 0 }, 'clean');
    const unlike = supplierContract.fields.map(
      ({
        name,
      }) => sql`(t.field IS DISTINCT FROM ${name} AND d.${ident(name)} IS DISTINCT FROM c.${ident(name)}
        AND NOT (t.kind IN ('missing_contact', 'malformed_email') AND ${name.startsWith('contact_')}))`,
    );
    expect(
      await count(sql`(SELECT * FROM ${suppliers} AS d JOIN ${fileRows(clean, 'suppliers')} AS c USING (row_number)
        LEFT JOIN (SELECT * FROM ${truth} WHERE dataset = 'suppliers') AS t USING (row_number)
        WHERE t.kind IS DISTINCT FROM 'duplicate_id' AND (${join(unlike, ' OR ')}))`),
    ).toBe(0);
  });
});

describe('duplicates', () => {
  test.each(['suppliers', 'parts'] as const)(
    'of %s copy an earlier clean row with an older time and one more change',
    async (dataset) => {
      const file = dataset === 'parts' ? parts : suppliers;
      const contract = dataset === 'parts' ? partContract : supplierContract;
      const changed = dataset === 'parts' ? 'unit_cost' : 'capacity_units_per_week';
      const unlike = contract.fields.map(
        ({ name }) => sql`(d.${ident(name)} IS DISTINCT FROM s.${ident(name)})::INTEGER`,
      );
      const key = ident(contract.primaryKey.field);
      const found = await bench.numbers(sql`
      WITH mine AS (SELECT * FROM ${truth} WHERE dataset = ${dataset}),
      copies AS (SELECT d.*, t.clean_value FROM ${file} AS d JOIN mine AS t USING (row_number) WHERE t.kind = 'duplicate_id'),
      originals AS (SELECT f.* FROM ${file} AS f WHERE NOT EXISTS (SELECT 1 FROM copies AS d WHERE d.row_number = f.row_number))
      SELECT count(*) AS copies, count(s.row_number) AS found,
        count(*) FILTER (WHERE s.row_number >= d.row_number) AS later,
        count(*) FILTER (WHERE s.row_number IN (SELECT row_number FROM mine WHERE kind <> 'knock_on')) AS of_dirty,
        count(*) FILTER (WHERE d.source_timestamp::TIMESTAMPTZ >= s.source_timestamp::TIMESTAMPTZ) AS not_older,
        count(*) FILTER (WHERE ${join(unlike, ' + ')} <> 2 OR d.${ident(changed)} = s.${ident(changed)}) AS other_changes,
        count(*) FILTER (WHERE clean_value IN (SELECT ${key} FROM ${file})) AS still_there
      FROM copies AS d LEFT JOIN originals AS s USING (${key})`);
      expect(found['copies']).toBeGreaterThan(100);
      expect(found).toEqual({
        copies: found['copies'],
        found: found['copies'],
        later: 0,
        of_dirty: 0,
        not_older: 0,
        other_changes: 0,
        still_there: 0,
      });
    },
  );

  test('are the only repeated keys and codes', async () => {
    for (const [file, key, code] of [
      [suppliers, 'supplier_id', 'supplier_code'],
      [parts, 'part_id', 'part_number'],
    ] as const) {
      const found = await bench.numbers(
        sql`SELECT count(DISTINCT ${ident(key)}) AS keys, count(DISTINCT ${ident(code)}) AS codes FROM ${file}`,
      );
      const copies = await count(
        sql`(SELECT * FROM ${truth} WHERE kind = 'duplicate_id' AND dataset = ${key === 'part_id' ? 'parts' : 'suppliers'})`,
      );
      expect(found).toEqual({ keys: rows - copies, codes: rows - copies });
    }
  });
});

describe('what a defect looks like', () => {
  test.each<[Kind, Sql]>([
    ['out_of_range_rate', sql`f.on_time_delivery_rate::DECIMAL(6, 2) NOT BETWEEN 0 AND 100`],
    ['missing_contact', sql`f.contact_email IS NULL AND f.contact_phone IS NULL`],
    ['bogus_country', sql`f.country IN ('XX', 'ZZ', 'UK', 'QQ')`],
    [
      'future_timestamp',
      sql`f.source_timestamp::TIMESTAMPTZ BETWEEN '2026-11-25T02:00:00Z' AND '2026-12-24T02:00:00Z'`,
    ],
    [
      'malformed_email',
      sql`NOT regexp_full_match(f.contact_email, '[a-z.]+@[a-z0-9-]+([.][a-z0-9-]+)+') AND clean_value LIKE '%@%'`,
    ],
    [
      'negative_lead_time',
      sql`dirty_value::INTEGER BETWEEN -30 AND -1 AND field IN ('lead_time_days_avg', 'lead_time_days_p95')`,
    ],
    [
      'type_noise',
      sql`TRY_CAST(dirty_value AS DOUBLE) IS NULL AND TRY_CAST(clean_value AS DOUBLE) IS NOT NULL`,
    ],
    ['whitespace_case', sql`upper(trim(dirty_value)) = clean_value AND dirty_value <> clean_value`],
    ['tenant_leak', sql`f.tenant_id <> 'acme' AND NOT regexp_matches(f.tenant_id, '^(S|P-)[0-9]+$')`],
  ])('supplier: %s', async (kind, holds) => {
    expect(await offenders('suppliers', kind, holds)).toBe(0);
  });

  test.each<[Kind, Sql]>([
    ['orphan_supplier', sql`regexp_full_match(dirty_value, '[0-7][0-9A-HJKMNP-TV-Z]{25}')`],
    ['negative_cost', sql`f.unit_cost::DOUBLE < 0 AND f.unit_cost = '-' || clean_value`],
    ['wrong_uom', sql`f.uom IN ('BOX', 'CS', 'LB', 'FT')`],
    [
      'future_timestamp',
      sql`f.source_timestamp::TIMESTAMPTZ BETWEEN '2026-11-25T02:00:00Z' AND '2026-12-24T02:00:00Z'`,
    ],
    ['missing_description', sql`coalesce(trim(f.description), '') = ''`],
    [
      'malformed_supplier_list',
      sql`starts_with(f.qualified_supplier_ids, f.default_supplier_id) AND regexp_matches(f.qualified_supplier_ids, '[; |]|,,')`,
    ],
    [
      'type_noise',
      sql`TRY_CAST(dirty_value AS DOUBLE) IS NULL AND TRY_CAST(clean_value AS DOUBLE) IS NOT NULL`,
    ],
    ['whitespace_case', sql`upper(trim(dirty_value)) = clean_value AND dirty_value <> clean_value`],
    ['tenant_leak', sql`f.tenant_id <> 'acme'`],
  ])('part: %s', async (kind, holds) => {
    expect(await offenders('parts', kind, holds)).toBe(0);
  });

  test('tenants leak into each other where there are several', async () => {
    const out = await bench.generate(
      { tenants: ['acme', 'globex', 'initech'], suppliers: 3000, kindRates: { tenant_leak: 0.1 } },
      'several',
    );
    const found = await bench.rows(
      sql`SELECT DISTINCT tenant_id FROM ${fileRows(`${out}/globex`, 'suppliers')} ORDER BY 1`,
      z.object({ tenant_id: z.string() }),
    );
    expect(found.map(({ tenant_id }) => tenant_id)).toEqual(['acme', 'globex', 'initech']);
  });
});

describe('references', () => {
  test('a part refers to suppliers of the file, except as a defect', async () => {
    const orphans = sql`(SELECT row_number FROM ${parts} WHERE default_supplier_id NOT IN (SELECT supplier_id FROM ${suppliers}))`;
    const declared = sql`(SELECT row_number FROM ${truth} WHERE dataset = 'parts' AND kind = 'orphan_supplier')`;
    expect(await count(sql`(SELECT * FROM ${orphans} EXCEPT SELECT * FROM ${declared})`)).toBe(0);
    expect(await count(sql`(SELECT * FROM ${declared} EXCEPT SELECT * FROM ${orphans})`)).toBe(0);
  });

  test('parts of a supplier that ends in quarantine are knock-ons, and no others', async () => {
    const failing = sql`(SELECT row_key FROM ${truth} WHERE dataset = 'suppliers' AND expected LIKE 'error %' AND kind <> 'duplicate_id')`;
    const hit = sql`(SELECT row_number, default_supplier_id AS id FROM ${parts} WHERE default_supplier_id IN (SELECT row_key FROM ${failing}))`;
    const listed = sql`(SELECT row_number, caused_by AS id FROM ${truth} WHERE kind = 'knock_on')`;
    expect(await count(hit)).toBeGreaterThan(1000);
    expect(await count(sql`(SELECT * FROM ${hit} EXCEPT SELECT * FROM ${listed})`)).toBe(0);
    expect(await count(sql`(SELECT * FROM ${listed} EXCEPT SELECT * FROM ${hit})`)).toBe(0);
    expect(
      await count(sql`(SELECT * FROM ${truth} WHERE (kind = 'knock_on') <> (caused_by IS NOT NULL))`),
    ).toBe(0);
    expect(await count(sql`(SELECT DISTINCT field, expected FROM ${truth} WHERE kind = 'knock_on')`)).toBe(1);
  });

  test('qualified suppliers contain the default one first, differ, exist and pass', async () => {
    const clean = sql`(SELECT row_number, default_supplier_id AS main, string_split(qualified_supplier_ids, ',') AS ids FROM ${parts}
      WHERE row_number NOT IN (SELECT row_number FROM ${truth} WHERE dataset = 'parts' AND kind IN ('malformed_supplier_list', 'orphan_supplier')))`;
    expect(
      await count(
        sql`(SELECT * FROM ${clean} WHERE ids[1] <> main OR len(list_distinct(ids)) <> len(ids) OR len(ids) > 3)`,
      ),
    ).toBe(0);
    const failing = sql`(SELECT row_key FROM ${truth} WHERE dataset = 'suppliers' AND expected LIKE 'error %' AND kind <> 'duplicate_id')`;
    const others = sql`(SELECT unnest(ids[2:]) AS id FROM ${clean})`;
    expect(await count(others)).toBeGreaterThan(rows / 2);
    expect(
      await count(
        sql`(SELECT * FROM ${others} WHERE id IN (SELECT row_key FROM ${failing}) OR id NOT IN (SELECT supplier_id FROM ${suppliers}))`,
      ),
    ).toBe(0);
  });

  test.each([1, 2, 3])('hold with %d suppliers', async (few) => {
    const out = await bench.generate({ suppliers: few, parts: 500, dirtyRate: 0 }, `few-${few}`);
    expect(
      await count(sql`(SELECT unnest(string_split(qualified_supplier_ids, ',')) AS id FROM ${fileRows(out, 'parts')}
        EXCEPT SELECT supplier_id FROM ${fileRows(out, 'suppliers')})`),
    ).toBe(0);
  });
});
