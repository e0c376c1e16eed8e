import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { sqlitePointers } from '../../core/catalog/sqlite-pointers.ts';
import { planScan } from '../../core/iceberg/scan/plan-scan.ts';
import { scanRelation } from '../../core/iceberg/scan/relation.sql.ts';
import { findOrphans } from '../../core/iceberg/upkeep/orphans.ts';
import { sql } from '../../core/sql/sql.ts';
import { openLake } from '../iceberg/lake.ts';

const name = { namespace: 'shop', name: 'shared' };
const committer = fileURLToPath(new URL('./committer.ts', import.meta.url));
const processes = 20;
const commits = 4;

test('twenty processes commit to one table at once and nothing is lost', async () => {
  await using lake = await openLake((root) => sqlitePointers(join(root, 'catalog.sqlite')));
  await lake.catalog.createTable(name, {
    fields: [
      { id: 1, name: 'tenant_id', required: true, type: 'string' },
      { id: 2, name: 'n', required: true, type: 'int' },
    ],
    partitionBy: [{ 'source-id': 1, name: 'tenant_id', transform: 'identity' }],
  });
  const run = promisify(execFile);
  await Promise.all(
    Array.from({ length: processes }, (_, index) =>
      run(process.execPath, [committer, lake.root, `t${index}`, String(commits)]),
    ),
  );
  const table = await lake.catalog.load(name);
  const counted = await lake.duck.row(
    sql`SELECT count(*)::INTEGER AS rows, count(DISTINCT tenant_id)::INTEGER AS tenants FROM ${scanRelation(await planScan(table))}`,
    z.object({ rows: z.number(), tenants: z.number() }),
  );
  expect(counted).toEqual({ rows: processes * commits, tenants: processes });
  expect(table.metadata.snapshots).toHaveLength(processes * commits);
  const orphans = await findOrphans(table, async () => table, Number.MAX_SAFE_INTEGER);
  expect(orphans.map(({ location }) => location)).toEqual([]);
});
