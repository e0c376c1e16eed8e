import type { Command } from 'commander';
import type { Host } from '../app/host.ts';
import type { SnapshotView, TableView } from '../app/table-views.ts';
import { userPath } from './arguments.ts';
import { diffCommand } from './tables-diff.ts';
import { rollbackCommand } from './tables-rollback.ts';
import { compactCommand, expireCommand } from './tables-upkeep.ts';
import { dueText, upkeepCommand } from './tables-due.ts';
import type { Terminal } from './terminal.ts';
import { countText, textTable } from './text-table.ts';
import { withWorkspace } from './workspace-option.ts';

interface Options {
  readonly workspace: string;
}

export function tablesCommand(quayside: Command, terminal: Terminal, host: () => Host): void {
  const tables = quayside.command('tables').description('The Iceberg tables of a workspace.');
  withWorkspace(
    tables.command('list', { isDefault: true }).description('All tables: rows, tenants, last snapshot.'),
  )
    .addHelpText('after', '\nExamples:\n  quayside tables --workspace ./work\n  quayside tables list --json')
    .action(async ({ workspace }: Options) => {
      const { listTables } = await import('../app/table-views.ts');
      const views = await listTables(host(), userPath(workspace), terminal.work);
      terminal.result({ tables: views }, () => listText(views));
    });
  withWorkspace(tables.command('show').description('One table: rows by tenant and where its metadata is.'))
    .argument('<name>', 'such as supply_chain.dim_suppliers_v1')
    .addHelpText(
      'after',
      '\nExamples:\n  quayside tables show supply_chain.dim_suppliers_v1 --workspace ./work',
    )
    .action(async (name: string, { workspace }: Options) => {
      const { showTable } = await import('../app/table-views.ts');
      const view = await showTable(host(), userPath(workspace), name, terminal.work);
      terminal.result(view, () => tableText(view));
    });
  withWorkspace(tables.command('snapshots').description('What was published into a table, and when.'))
    .argument('<name>', 'such as supply_chain.dim_suppliers_v1')
    .addHelpText(
      'after',
      '\nExamples:\n  quayside tables snapshots supply_chain.dim_parts_v1 --workspace ./work',
    )
    .action(async (name: string, { workspace }: Options) => {
      const { showTable } = await import('../app/table-views.ts');
      const { table, snapshots } = await showTable(host(), userPath(workspace), name, terminal.work);
      terminal.result({ table, snapshots }, () => snapshotsText(snapshots));
    });
  diffCommand(tables, terminal, host);
  rollbackCommand(tables, terminal, host);
  expireCommand(tables, terminal, host);
  compactCommand(tables, terminal, host);
  upkeepCommand(tables, terminal, host);
}

const listText = (views: readonly TableView[]): string =>
  views.length === 0
    ? 'No tables yet; `quayside run` makes them.'
    : textTable(
        ['table', 'rows', 'tenants', 'snapshots', 'last published'],
        views.map(({ table, rows, tenants, snapshots }) => [
          table,
          countText(rows),
          String(Object.keys(tenants).length),
          String(snapshots.length),
          snapshots.at(-1)?.at ?? 'never',
        ]),
      );

const tableText = ({ table, rows, tenants, metadataLocation, snapshots, upkeep }: TableView): string =>
  [
    `${table}: ${countText(rows)} rows, ${snapshots.length} snapshots`,
    metadataLocation,
    ...(upkeep === undefined ? [] : [dueText(upkeep)]),
    '',
    textTable(
      ['tenant', 'rows'],
      Object.entries(tenants).map(([tenant, count]) => [tenant, countText(count)]),
    ),
  ].join('\n');

const snapshotsText = (snapshots: readonly SnapshotView[]): string =>
  snapshots.length === 0
    ? 'Nothing was published into it yet.'
    : textTable(
        ['snapshot', 'at', 'operation', 'rows', 'tenant', 'run', ''],
        snapshots
          .toReversed()
          .map(({ snapshotId, at, operation, summary, current }) => [
            snapshotId,
            at,
            operation,
            countText(Number(summary['total-records'] ?? 0)),
            summary['quayside.tenant'] ?? '',
            summary['quayside.run-id'] ?? '',
            current ? 'current' : '',
          ]),
      );
