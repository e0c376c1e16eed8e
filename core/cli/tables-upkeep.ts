import type { Command } from 'commander';
import type { Host } from '../app/host.ts';
import { daysArgument, keepArgument, userPath } from './arguments.ts';
import type { Terminal } from './terminal.ts';
import { countText } from './text-table.ts';
import { withWorkspace } from './workspace-option.ts';

interface ExpireOptions {
  readonly workspace: string;
  readonly keep?: number;
  readonly olderThan?: number;
}

/** Where neither is said. */
const cautious = { keep: 10, olderThan: 7 };

/** `quayside tables expire`. An option that is not given limits nothing, unless both are missing. */
export function expireCommand(tables: Command, terminal: Terminal, host: () => Host): void {
  withWorkspace(
    tables
      .command('expire')
      .description('Forget old snapshots of a table and remove the files that only they need.'),
  )
    .argument('<name>', 'such as supply_chain.dim_suppliers_v1')
    .option('--keep <count>', 'the newest so many stay', keepArgument)
    .option('--older-than <days>', 'only snapshots that gave way to a later one before that go', daysArgument)
    .addHelpText('after', expireExamples)
    .action(async (table: string, { workspace, keep, olderThan }: ExpireOptions) => {
      const { expire } = await import('../app/table-upkeep.ts');
      const policy =
        keep === undefined && olderThan === undefined
          ? cautious
          : { keep: keep ?? 1, olderThan: olderThan ?? 0 };
      const command = {
        workspace: userPath(workspace),
        table,
        keep: policy.keep,
        olderThanDays: policy.olderThan,
      };
      const result = await expire(host(), command, terminal.work);
      terminal.result(
        result,
        () =>
          `${countText(result.snapshots)} snapshots forgotten, ${countText(result.files)} files removed (${countText(result.bytes)} bytes).`,
      );
    });
}

/** `quayside tables compact`. */
export function compactCommand(tables: Command, terminal: Terminal, host: () => Host): void {
  withWorkspace(
    tables
      .command('compact')
      .description('Put small files of a table together and leave out deleted rows; the rows stay the same.'),
  )
    .argument('<name>', 'such as supply_chain.dim_suppliers_v1')
    .addHelpText('after', '\nExamples:\n  quayside tables compact supply_chain.dim_parts_v1')
    .action(async (table: string, { workspace }: { readonly workspace: string }) => {
      const { compact } = await import('../app/table-upkeep.ts');
      const result = await compact(host(), { workspace: userPath(workspace), table }, terminal.work);
      terminal.result(result, () =>
        result.status === 'unchanged'
          ? 'Nothing to put together; no snapshot was made.'
          : `${countText(result.filesRemoved)} files replaced by ${countText(result.filesAdded)}; older snapshots still use them until \`tables expire\`.`,
      );
    });
}

const expireExamples = `
Examples:
  quayside tables expire supply_chain.dim_parts_v1 --older-than 30
  quayside tables expire supply_chain.dim_parts_v1 --keep 5

Without options the newest 10 and everything younger than 7 days stay. Files that nothing refers to go when they are a day old.`;
