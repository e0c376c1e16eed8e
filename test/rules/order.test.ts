import { expect, test } from 'vitest';
import { codesByRow, dispositions, judgeRows, withDuck } from './bench.ts';

test('a clean row passes without a violation', () =>
  withDuck(async (duck) => {
    const judgement = await judgeRows(duck, { suppliers: [{}], parts: [{}] });
    expect(await codesByRow(duck, 'suppliers')).toEqual([]);
    expect(await codesByRow(duck, 'parts')).toEqual([]);
    expect(await dispositions(duck, 'parts')).toEqual(['passed']);
    expect(judgement.datasets.parts).toEqual({
      landed: 1,
      passed: 1,
      quarantined: 0,
      repeated: 0,
      superseded: 0,
      warnings: 0,
      codes: {},
      knockOns: 0,
    });
  }));
