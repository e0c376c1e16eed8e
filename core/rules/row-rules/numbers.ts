import { join, sql } from '../../sql/sql.ts';
import { type Compile, fieldOf, loss, value, wide } from '../compiled-rule.ts';
import { jsonLiteral, jsonObject } from '../dialect.ts';

/** Judged on the number as written: 1234.5 is out of range, whether or not the field could hold it. */
export const range: Compile<'range'> = ({ field, min, max }) => ({
  violated: join(
    [sql`${wide(field)} < ${min}`, ...(max === undefined ? [] : [sql`${wide(field)} > ${max}`])],
    ' OR ',
  ),
  expected: jsonLiteral(max === undefined ? { min } : { min, max }),
  inputs: [field],
});

export const precision: Compile<'precision'> = ({ field }, { contract }) => {
  const { type } = fieldOf(contract, field);
  return {
    violated: loss(field),
    expected: jsonLiteral(type.kind === 'decimal' ? { scale: type.scale } : {}),
    inputs: [field],
  };
};

export const notBelow: Compile<'not-below'> = ({ field, other }) => ({
  violated: sql`${value(field)} < ${value(other)}`,
  expected: jsonObject({ field: sql`${other}`, min: value(other) }),
  inputs: [field, other],
});

export const tier: Compile<'tier'> = ({ field, score, low, medium }) => {
  const right = sql`CASE WHEN ${value(score)} < ${low} THEN 'LOW' WHEN ${value(score)} < ${medium} THEN 'MEDIUM' ELSE 'HIGH' END`;
  return {
    violated: sql`${value(score)} IS NOT NULL AND ${value(field)} <> ${right}`,
    expected: jsonObject({ tier: right, field: sql`${score}`, value: value(score) }),
    inputs: [field, score],
  };
};
