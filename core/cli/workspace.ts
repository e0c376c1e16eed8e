import type { Command } from 'commander';
import type { RelocateResult } from '../app/relocate.ts';
import type { Host } from '../app/host.ts';
import { userPath } from './arguments.ts';
import type { Terminal } from './terminal.ts';
import { countText, textTable } from './text-table.ts';
import { withWorkspace } from './workspace-option.ts';

export function workspaceCommand(quayside: Command, terminal: Terminal, host: () => Host): void {
  const workspace = quayside.command('workspace').description('The folder of a workspace as a whole.');
  withWorkspace(
    workspace
      .command('relocate')
      .description(
        'After a workspace was moved, copied or renamed: give its tables the locations of where it is now.',
      ),
  )
    .addHelpText('after', examples)
    .action(async ({ workspace: folder }: { readonly workspace: string }) => {
      const { relocate } = await import('../app/relocate.ts');
      const result = await relocate(host(), userPath(folder), terminal.work);
      terminal.result(result, () => relocateText(result));
    });
}

function relocateText({ status, from, to, tables }: RelocateResult): string {
  if (status === 'unchanged') return `Nothing to do: the tables are where ${to} is.`;
  return [
    textTable(
      ['table', 'snapshots', 'metadata'],
      tables.map(({ table, snapshots, metadataLocation }) => [table, countText(snapshots), metadataLocation]),
    ),
    '',
    `The tables were at ${from ?? ''} and are now at ${to}, with all their snapshots. Readers of other engines need the new locations.`,
  ].join('\n');
}

const examples = `
Examples:
  mv quayside-workspace /data/lakehouse && quayside workspace relocate --workspace /data/lakehouse

Iceberg metadata holds absolute locations. A copy is relocated too; the original stays as it is. It can be done again at any time.
All snapshots stay, with their times; the log of earlier metadata files begins anew, since those hold the old locations.`;
