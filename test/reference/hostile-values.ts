import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { TextShape } from '../../contracts/data/dataset.ts';

/** What files in the wild, and people who mean harm, write into a cell: near-valid and absurd, by the field's shape. */
const strings = z.array(z.string()).readonly();

const fixture = z
  .object({
    anywhere: strings,
    free: strings,
    upper: strings,
    email: strings,
    phone: strings,
    incoterms: strings,
    unit: strings,
    hazard: strings,
    number: strings,
    date: strings,
    timestamp: strings,
    list: strings,
    'certification-list': strings,
    'flag-list': strings,
    'reference-list': strings,
    geo: strings,
  } satisfies Record<TextShape | 'anywhere', typeof strings>)
  .parse(
    JSON.parse(readFileSync(new URL('../fixtures/reference/hostile-values.json', import.meta.url), 'utf8')),
  );

const zeros = '0'.repeat(400);

/** What any cell may hold. */
export const anywhere: readonly string[] = [...fixture.anywhere, 'x'.repeat(5000)];

export const hostile: Readonly<Record<TextShape, readonly string[]>> = {
  ...fixture,
  number: [...fixture.number, `9${zeros}`, `0.${zeros}1`, `-0.${zeros}1`, `${zeros}21`],
  'certification-list': [...fixture.list, ...fixture['certification-list']],
  'flag-list': [...fixture.list, ...fixture['flag-list']],
  'reference-list': [...fixture.list, ...fixture['reference-list']],
};
