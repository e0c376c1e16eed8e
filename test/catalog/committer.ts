/** One of many processes that commit to one table: `committer.ts ROOT TENANT COMMITS`. Prints how many it made. */
import { join } from 'node:path';
import { catalogOver } from '../../core/catalog/catalog.ts';
import { sqlitePointers } from '../../core/catalog/sqlite-pointers.ts';
import { Duck } from '../../core/duck/duck.ts';
import { writeDataFiles } from '../../core/iceberg/data/write-data-files.ts';
import { folderFiles } from '../../core/iceberg/storage/folder-files.ts';
import { sql } from '../../core/sql/sql.ts';
import { folderStore } from '../../core/store/folder.ts';
import { stamps as newStamps } from '../iceberg/lake.ts';

const [root = '', tenant = '', commits = '1'] = process.argv.slice(2);
const stamps = newStamps();
const files = folderFiles(folderStore(root));
await using duck = await Duck.open({ memory: 64 * 1024 ** 2, threads: 1, spill: join(root, 'spill') });
await using catalog = catalogOver(sqlitePointers(join(root, 'catalog.sqlite')), {
  files,
  warehouse: `file://${root}/lake`,
  stamps,
});
const name = { namespace: 'shop', name: 'shared' };
for (let commit = 0; commit < Number(commits); commit += 1) {
  const table = await catalog.load(name);
  const rows = sql`(SELECT ${tenant} AS tenant_id, ${commit} AS n)`;
  const written = await writeDataFiles(duck, table, rows, {
    uuid: stamps.uuid(),
    partition: new Map([[1000, tenant]]),
  });
  await catalog.commit([
    {
      table,
      changes: [
        {
          kind: 'files',
          snapshotId: stamps.snapshotId(),
          branch: 'main',
          operation: 'append',
          add: written.map((file) => ({ file })),
          remove: [],
          summary: {},
        },
      ],
      refuse: (since) =>
        since.added.some((file) => file.partition.get(1000) === tenant)
          ? `${tenant} is not alone`
          : undefined,
    },
  ]);
}
console.log(commits);
