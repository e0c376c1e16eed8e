import { expect, test } from 'vitest';
import { codesByRow, judgeRows, violations, withDuck } from './bench.ts';

test('an error that became a warning lets the row pass and flags it', () =>
  withDuck(async (duck) => {
    const judgement = await judgeRows(duck, {
      suppliers: [{ values: { country: 'XX' } }],
      options: { severities: { INVALID_COUNTRY_CODE: 'warning' } },
    });
    expect(judgement.datasets.suppliers).toMatchObject({
      passed: 1,
      warnings: 1,
      codes: { INVALID_COUNTRY_CODE: 1 },
    });
    expect((await violations(duck, 'suppliers'))[0]?.severity).toBe('warning');
  }));

test('a warning that became an error sends the row to quarantine, also one that a join decides', () =>
  withDuck(async (duck) => {
    const rows = [
      {
        values: {
          supplier_id: 'A',
          source_timestamp: '2026-11-21T00:00:00Z',
          geo_coords: { lat: 1, lon: 1 },
        },
      },
      { values: { supplier_id: 'A', source_timestamp: '2026-11-20T00:00:00Z', contact_email: 'x' } },
    ];
    const judgement = await judgeRows(duck, {
      suppliers: rows,
      options: { severities: { GEO_OUTSIDE_COUNTRY: 'error', INVALID_EMAIL: 'warning' } },
    });
    expect(await codesByRow(duck, 'suppliers')).toEqual([
      'row-1-1 GEO_OUTSIDE_COUNTRY',
      'row-1-2 INVALID_EMAIL',
    ]);
    expect(judgement.datasets.suppliers).toMatchObject({ passed: 1, quarantined: 1, warnings: 1 });
  }));

test('a rule that is off says nothing', () =>
  withDuck(async (duck) => {
    await judgeRows(duck, {
      suppliers: [
        { values: { country: 'XX', geo_coords: null } },
        { values: { supplier_id: 'B', supplier_code: 'B', geo_coords: { lat: 1, lon: 1 } } },
      ],
      options: { severities: { INVALID_COUNTRY_CODE: 'off', GEO_OUTSIDE_COUNTRY: 'off' } },
    });
    expect(await codesByRow(duck, 'suppliers')).toEqual([]);
  }));

test('keys, tenant and types cannot be lowered: the setting is refused by name', () =>
  withDuck(async (duck) => {
    const lower = judgeRows(duck, {
      suppliers: [{}],
      options: { severities: { TENANT_MISMATCH: 'warning' } },
    });
    await expect(lower).rejects.toMatchObject({ code: 'USAGE', parameters: { code: 'TENANT_MISMATCH' } });
    await judgeRows(duck, { suppliers: [{}], options: { severities: { TENANT_MISMATCH: 'error' } } });
  }));
