import type { Duck } from '../duck/duck.ts';
import { literalPath } from '../iceberg/scan/literal-path.ts';
import type { ScanPlan } from '../iceberg/scan/plan-scan.ts';
import { scanRelation } from '../iceberg/scan/relation.sql.ts';
import { ident, sql, stringList } from '../sql/sql.ts';

/** Views of the tables, after which nothing else can be opened (but `written` be written) and no setting be changed. */
export async function openOnly(
  duck: Duck,
  plans: readonly ScanPlan[],
  written: readonly string[] = [],
): Promise<void> {
  for (const plan of plans) {
    const { namespace, name } = plan.table.name;
    await duck.run(sql`CREATE SCHEMA IF NOT EXISTS ${ident(namespace)}`);
    await duck.run(sql`CREATE VIEW ${ident(namespace, name)} AS FROM ${scanRelation(plan)}`);
  }
  const paths = plans.flatMap(({ files }) =>
    files.flatMap(({ path, deletes }) => [path, ...deletes.map((one) => one.path)]),
  );
  // A path is opened as it is and, before, looked up as the pattern that stands for it.
  await duck.run(
    sql`SET allowed_paths = ${stringList([...new Set([...paths, ...paths.map(literalPath), ...written])])}`,
  );
  await duck.run(sql`SET enable_external_access = FALSE`);
  await duck.run(sql`SET lock_configuration = TRUE`);
}
