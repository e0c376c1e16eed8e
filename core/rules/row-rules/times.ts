import { sql } from '../../sql/sql.ts';
import { type Compile, fieldOf, value } from '../compiled-rule.ts';
import { jsonLiteral } from '../dialect.ts';

const after = (time: Date, seconds: number): Date => new Date(time.getTime() + seconds * 1000);
const dayOf = (time: Date): string => time.toISOString().slice(0, 10);

/** A day counts as later where it is after the day of the limit, in UTC. */
export const notAfter: Compile<'not-after'> = ({ field, seconds }, { contract, asOf }) => {
  const latest = after(asOf, seconds);
  const isDay = fieldOf(contract, field).type.kind === 'date';
  return {
    violated: isDay
      ? sql`${value(field)} > CAST(${dayOf(latest)} AS DATE)`
      : sql`${value(field)} > ${latest}`,
    expected: jsonLiteral({ latest: isDay ? dayOf(latest) : latest.toISOString() }),
    inputs: [field],
  };
};

export const notOlder: Compile<'not-older'> = ({ field, days }, { contract, asOf }) => {
  const oldest = after(asOf, -days * 86_400);
  const isDay = fieldOf(contract, field).type.kind === 'date';
  return {
    violated: isDay
      ? sql`${value(field)} < CAST(${dayOf(oldest)} AS DATE)`
      : sql`${value(field)} < ${oldest}`,
    expected: jsonLiteral({ oldest: isDay ? dayOf(oldest) : oldest.toISOString(), days }),
    inputs: [field],
  };
};
