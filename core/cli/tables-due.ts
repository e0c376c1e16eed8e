import type { Command } from 'commander';
import { errorCodes } from '../../contracts/errors.ts';
import type { Host } from '../app/host.ts';
import type { UpkeepResult } from '../app/upkeep-command.ts';
import type { UpkeepView } from '../app/upkeep-due.ts';
import { userPath } from './arguments.ts';
import type { Terminal } from './terminal.ts';
import { countText, textTable } from './text-table.ts';
import { withWorkspace } from './workspace-option.ts';

interface Options {
  readonly workspace: string;
  readonly yes?: true;
}

/** `quayside tables upkeep`. */
export function upkeepCommand(tables: Command, terminal: Terminal, host: () => Host): void {
  withWorkspace(
    tables
      .command('upkeep')
      .description(
        'What the settings say is due: small files put together, old snapshots forgotten. Runs do it for their tenant by themselves.',
      ),
  )
    .argument('[name]', 'such as supply_chain.dim_parts_v1 (default: all tables that runs write)')
    .option('--yes', 'do it; without it nothing is changed')
    .addHelpText('after', examples)
    .action(async (table: string | undefined, { workspace, yes }: Options) => {
      const { runUpkeep, showUpkeep } = await import('../app/upkeep-command.ts');
      const command = { workspace: userPath(workspace), table };
      const { warnOfSettings } = await import('./settings-warnings.ts');
      await warnOfSettings(terminal, command.workspace);
      const result =
        yes === true ? await runUpkeep(host(), command, terminal.work) : await showUpkeep(host(), command);
      const failed = result.tables.find(({ error }) => error !== undefined)?.error;
      if (failed !== undefined) terminal.exit = exitOf(failed);
      terminal.result(result, () => upkeepText(result));
    });
}

const exitOf = (error: string): 1 | 2 | 3 | 4 =>
  Object.entries(errorCodes).find(([code]) => code === error)?.[1].exit ?? 1;

/** What is due in one table, in a line. */
export const dueText = ({ due, files, partitions, bytes, snapshots }: UpkeepView): string =>
  due
    ? `Upkeep is due: ${[
        ...(files === 0
          ? []
          : [
              `${countText(files)} files of ${countText(partitions)} ${partitions === 1 ? 'partition' : 'partitions'} to put together (${countText(bytes)} bytes)`,
            ]),
        ...(snapshots === 0 ? [] : [`${countText(snapshots)} snapshots to forget`]),
      ].join(', ')}.`
    : 'No upkeep is due.';

function upkeepText({ status, tables }: UpkeepResult): string {
  if (tables.length === 0) return 'No tables yet; `quayside run` makes them.';
  if (status !== 'done') {
    const due = tables.some(({ upkeep }) => upkeep.due);
    return [
      ...tables.map(({ table, upkeep }) => `${table}: ${dueText(upkeep)}`),
      ...(due && status === 'shown' ? ['', 'Nothing was changed; --yes does it.'] : []),
    ].join('\n');
  }
  return textTable(
    ['table', 'files before', 'files after', 'snapshots forgotten', 'bytes removed', ''],
    tables.map(({ table, compacted, expired, error }) => [
      table,
      countText(compacted?.removed ?? 0),
      countText(compacted?.added ?? 0),
      countText(expired?.snapshots ?? 0),
      countText(expired?.bytes ?? 0),
      error === undefined ? '' : `not done: ${error}`,
    ]),
  );
}

const examples = `
Examples:
  quayside tables upkeep --workspace ./work          what is due
  quayside tables upkeep --yes                       do it
  quayside tables upkeep supply_chain.dim_parts_v1 --yes --json

When a table is due stands in settings.json, for all tables and for each: {"upkeep": {"smallFiles": 16, "deleteRatio": 0.25,
"keepSnapshots": 10, "maxSnapshotAgeDays": 30, "tables": {"supply_chain.dim_parts_v1": {"expire": false}}}} (those are the defaults).`;
