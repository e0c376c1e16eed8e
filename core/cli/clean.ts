import type { Command } from 'commander';
import type { CleanResult } from '../app/clean.ts';
import type { Host } from '../app/host.ts';
import { tenantArgument, userPath } from './arguments.ts';
import type { Terminal } from './terminal.ts';
import { countText, textTable } from './text-table.ts';
import { withWorkspace } from './workspace-option.ts';

interface Options {
  readonly workspace: string;
  readonly tenant: string;
  readonly yes?: boolean;
}

export function cleanCommand(quayside: Command, terminal: Terminal, host: () => Host): void {
  withWorkspace(
    quayside
      .command('clean')
      .description('Remove all rows of a tenant from the tables of a workspace; shows only, unless --yes.'),
  )
    .requiredOption('--tenant <name>', 'whose rows; those of others stay', tenantArgument)
    .option('--yes', 'do it')
    .addHelpText('after', examples)
    .action(async ({ workspace, tenant, yes }: Options) => {
      const { runClean, showClean } = await import('../app/clean.ts');
      const act = yes === true ? runClean : showClean;
      const result = await act(host(), { workspace: userPath(workspace), tenant }, terminal.work);
      terminal.result(result, () => cleanText(result));
    });
}

function cleanText({ tenant, status, tables }: CleanResult): string {
  if (tables.length === 0) return 'No tables yet; nothing to remove.';
  return [
    textTable(
      ['table', 'rows', 'snapshots that hold them'],
      tables.map(({ table, rows, snapshots }) => [table, countText(rows), countText(snapshots)]),
    ),
    '',
    status === 'shown'
      ? 'Nothing was changed; --yes removes the rows, for good.'
      : `Removed: the tables and their remaining snapshots hold no rows of ${tenant}; other tenants' rows stayed.`,
  ].join('\n');
}

const examples = `
Examples:
  quayside clean --tenant acme
  quayside clean --tenant acme --yes

Snapshots that hold rows of the tenant are forgotten with their files: there is no way back, and no looking at those times for others.`;
