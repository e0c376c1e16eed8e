import type { Operation, Settled } from '../../contracts/quarantine/operation.ts';
import type { Work } from '../base/progress.ts';
import type { Sql } from '../sql/sql.ts';
import type { Desk } from './quarantine-desk.ts';

/** What an operation has to look up once, among the rows in `hits` (n): nearest values, and who of several is kept. */
export async function settleLookups(
  _desk: Desk,
  _operation: Operation,
  _hits: Sql,
  _work: Work,
): Promise<Pick<Settled, 'tables' | 'kept' | 'dropped'>> {
  await Promise.resolve();
  return { tables: {}, kept: [], dropped: [] };
}
