import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { auditVerify } from '../../core/app/audit.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { Lakehouse } from './lakehouse.ts';

test('a file that is forgotten while others are checked is no fault, one that only goes is', async () => {
  await using lakehouse = await Lakehouse.open();
  const source = await lakehouse.delivery('acme', 1);
  await lakehouse.run('acme', source);
  const { host, workspace: folder } = lakehouse;
  await using workspace = await Workspace.open(host, folder);
  const { journal } = workspace;
  const published = journal.publishedFiles();
  const [gone, forgotten] = published.slice(-2);
  if (gone === undefined || forgotten === undefined) throw new Error('the run published no files');
  const verdict = await auditVerify(host, folder, {
    progress: ({ stage, rows }) => {
      if (stage !== 'data files' || rows !== 0) return;
      // As an expiry of another process: the record first, then the file.
      journal.append([
        {
          tenant: null,
          inputs: [],
          kind: 'expiry',
          body: {
            olderThan: null,
            tables: [
              { table: forgotten.table, snapshotIds: [], removed: [forgotten.path], bytes: forgotten.bytes },
            ],
          },
        },
      ]);
      for (const { path } of [gone, forgotten]) rmSync(resolve(folder, path));
    },
  });
  expect(verdict.fileFaults).toEqual([{ kind: 'missing', table: gone.table, path: gone.path }]);
  expect(verdict.whole).toBe(false);
});
