import type { PlannedFile, ScanPlan } from '../iceberg/scan/plan-scan.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import { type Sql, sql } from '../sql/sql.ts';

/**
 * Two plans of one table without the files whose rows both have: what is left is all that can differ. Both are read with the schema of
 * the first.
 */
export function unlike(one: ScanPlan, other: ScanPlan): readonly [ScanPlan, ScanPlan] {
  const less = (plan: ScanPlan, than: ScanPlan): ScanPlan => {
    const same = new Set(than.files.map(signature));
    return { ...plan, schema: one.schema, files: plan.files.filter((file) => !same.has(signature(file))) };
  };
  return [less(one, other), less(other, one)];
}

const signature = ({ path, deletes }: PlannedFile): string =>
  [path, ...deletes.map((file) => file.path).toSorted()].join('\n');

/** One row: `back` rows that only `then` has, `gone` that only `now` has. A changed row counts in both. */
export function rowDifference(now: ScanPlan, then: ScanPlan): Sql {
  const [onlyNow, onlyThen] = unlike(now, then);
  const [present, past] = [scanRelation(onlyNow), scanRelation(onlyThen)];
  return sql`
    SELECT
      (SELECT count(*) FROM (FROM ${present} EXCEPT ALL FROM ${past})) AS gone,
      (SELECT count(*) FROM (FROM ${past} EXCEPT ALL FROM ${present})) AS back`;
}
