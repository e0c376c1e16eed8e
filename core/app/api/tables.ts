import type { RollbackTarget } from '../../silver/target.ts';
import { readPage, readValues } from '../grid-page.ts';
import { runRollback, showRollback } from '../rollback.ts';
import { diffTable } from '../table-diff.ts';
import { describeTable, listSnapshots, summariseTables } from '../table-details.ts';
import { exportRows } from '../table-export.ts';
import { TableSources } from '../table-sources.ts';
import { tableSnippets } from '../table-snippets.ts';
import { compact } from '../table-upkeep.ts';
import { commandLine } from './command-line.ts';
import { procedures } from './context.ts';
import type { Engine } from './engine.ts';
import { destinationOf } from './places.ts';

const { tables } = procedures;

export function tablesApi(engine: Engine) {
  const { host, workspace: folder, interactive, memory, tenantRows, jobs } = engine;
  const sources = new TableSources(host, folder);
  return {
    list: tables.list.handler(({ signal }) =>
      interactive.ask(signal, async (duck, either) => ({
        tables: await summariseTables(host, duck, folder, tenantRows, either),
      })),
    ),
    show: tables.show.handler(({ input, signal }) =>
      interactive.ask(signal, (duck, either) =>
        describeTable(host, duck, folder, input.table, tenantRows, either),
      ),
    ),
    snapshots: tables.snapshots.handler(async ({ input: { table, offset, limit } }) => {
      const all = await listSnapshots(host, folder, table);
      return { snapshots: all.slice(offset, offset + limit), total: all.length };
    }),
    diff: tables.diff.handler(({ input: { table, a, b }, signal }) =>
      diffTable(host, { workspace: folder, table, a: BigInt(a), b: BigInt(b) }, { signal }),
    ),
    page: tables.page.handler(({ input: { page, ...at }, signal }) =>
      interactive.ask(signal, (duck, either) =>
        sources.use(duck, at, (source) => readPage(duck, source, page, memory, either), either),
      ),
    ),
    values: tables.values.handler(({ input: { of, ...at }, signal }) =>
      interactive.ask(signal, (duck, either) =>
        sources.use(duck, at, (source) => readValues(duck, source, of, either), either),
      ),
    ),
    rollbackPreview: tables.rollbackPreview.handler(({ input: { tenant, to }, signal }) =>
      showRollback(host, { workspace: folder, tenant, target: targetOf(to) }, { signal }),
    ),
    rollback: tables.rollback.handler(({ input: { tenant, to } }) =>
      jobs.start('rollback', { subject: tenant, tenant }, (work) =>
        runRollback(host, { workspace: folder, tenant, target: targetOf(to) }, work),
      ),
    ),
    rollbackCommand: tables.rollbackCommand.handler(({ input: { tenant, to } }) => ({
      command: commandLine(['tables', 'rollback'], {
        workspace: folder,
        tenant,
        'to-run': 'runId' in to ? to.runId : undefined,
        to: 'snapshotId' in to ? to.snapshotId : undefined,
        yes: true,
      }),
    })),
    compact: tables.compact.handler(({ input: { table } }) =>
      jobs.start('compact', { subject: table }, (work) => compact(host, { workspace: folder, table }, work)),
    ),
    export: tables.export.handler(async ({ input: { to, format, ...at } }) => {
      const { path, download } = await destinationOf(engine, to);
      return jobs.start('export', { subject: path, tenant: at.tenant ?? null }, async (work) => ({
        ...(await exportRows(host, { ...at, workspace: folder, format, out: path }, work)),
        download,
      }));
    }),
    snippets: tables.snippets.handler(({ input }) => tableSnippets(host, folder, input)),
  };
}

const targetOf = (to: { readonly runId: string } | { readonly snapshotId: string }): RollbackTarget =>
  'runId' in to ? to : { snapshotId: BigInt(to.snapshotId) };
