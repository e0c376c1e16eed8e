import type { Command } from 'commander';
import type { Host } from '../app/host.ts';
import type { RollbackResult } from '../app/rollback.ts';
import { QuaysideError } from '../base/errors.ts';
import type { RollbackTarget } from '../silver/target.ts';
import { snapshotArgument, tenantArgument, userPath } from './arguments.ts';
import type { Terminal } from './terminal.ts';
import { countText, textTable } from './text-table.ts';
import { withWorkspace } from './workspace-option.ts';

interface Options {
  readonly workspace: string;
  readonly tenant: string;
  readonly toRun?: string;
  readonly to?: bigint;
  readonly yes?: boolean;
}

/** `quayside tables rollback`. */
export function rollbackCommand(tables: Command, terminal: Terminal, host: () => Host): void {
  withWorkspace(
    tables
      .command('rollback')
      .description(
        "Bring one tenant's rows in all tables back to an earlier time; shows only, unless --yes.",
      ),
  )
    .requiredOption('--tenant <name>', 'whose rows; those of others stay', tenantArgument)
    .option('--to-run <id>', 'to what they were after this run')
    .option('--to <snapshot>', 'to what they were in this snapshot of a table', snapshotArgument)
    .option('--yes', 'do it')
    .addHelpText('after', examples)
    .action(async ({ workspace, tenant, toRun, to, yes }: Options) => {
      const { runRollback, showRollback } = await import('../app/rollback.ts');
      const command = { workspace: userPath(workspace), tenant, target: targetOf(toRun, to) };
      const act = yes === true ? runRollback : showRollback;
      const result = await act(host(), command, terminal.work);
      terminal.result(result, () => rollbackText(result));
    });
}

function targetOf(runId: string | undefined, snapshotId: bigint | undefined): RollbackTarget {
  if (runId !== undefined && snapshotId === undefined) return { runId };
  if (snapshotId !== undefined && runId === undefined) return { snapshotId };
  throw new QuaysideError(
    'USAGE',
    'Expected either --to-run or --to; `quayside runs` and `quayside tables snapshots NAME` say which there are.',
  );
}

function rollbackText({ tenant, status, tables }: RollbackResult): string {
  const differs = tables.some(({ rowsBack, rowsGone }) => rowsBack + rowsGone > 0);
  const said = {
    shown: differs
      ? 'Nothing was changed; --yes does it.'
      : 'Nothing would change: the rows are what they were.',
    unchanged: 'Nothing was changed: the rows are what they were.',
    'rolled-back': `Rolled back: ${tenant}'s rows are what they were; other tenants' rows stayed.`,
  };
  return [
    textTable(
      ['table', 'rows back', 'rows gone', 'as of snapshot'],
      tables.map(({ table, rowsBack, rowsGone, toSnapshotId }) => [
        table,
        countText(rowsBack),
        countText(rowsGone),
        toSnapshotId ?? 'before the first',
      ]),
    ),
    '',
    said[status],
  ].join('\n');
}

const examples = `
Examples:
  quayside tables rollback --tenant acme --to-run 4f5c…
  quayside tables rollback --tenant acme --to 6235410871259934313 --yes

The rows come back as new snapshots, of all tables at once. The delivery that was undone is judged anew when it comes again.`;
