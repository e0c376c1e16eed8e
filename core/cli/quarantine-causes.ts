import { type Command, Option } from 'commander';
import { datasetNames } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Host } from '../app/host.ts';
import type { Causes } from '../app/quarantine-causes.ts';
import { countArgument } from './arguments.ts';
import { type DeskOptions, deskRequest, withDesk } from './quarantine-selection.ts';
import { lostText } from './quarantine-steward-text.ts';
import { sentences } from './sentences.ts';
import type { Terminal } from './terminal.ts';
import { countText, quoted, textTable } from './text-table.ts';

interface CausesOptions extends DeskOptions {
  readonly dataset?: DatasetName;
  readonly limit: number;
}

export function causesCommand(quarantine: Command, terminal: Terminal, host: () => Host): void {
  withDesk(quarantine.command('causes'))
    .description('Why rows wait, as few things to be settled: those that free the most rows first.')
    .addOption(new Option('--dataset <name>', 'only of this dataset').choices(datasetNames))
    .option('--limit <causes>', 'at most so many of each dataset', countArgument, 50)
    .addHelpText('after', examples)
    .action(async (options: CausesOptions) => {
      const [{ Desk }, { causesOf }] = await Promise.all([
        import('../app/quarantine-desk.ts'),
        import('../app/quarantine-causes.ts'),
      ]);
      await using desk = await Desk.open(host(), deskRequest(options), terminal.work);
      const { dataset, limit, showPii } = options;
      const found = await causesOf(
        desk,
        { dataset, limit, showPersonalData: showPii === true },
        terminal.work,
      );
      terminal.result(found, () => causesText(found));
    });
}

function causesText({ causes, totals, unreadable }: Causes): string {
  const counts = totals.map(
    ({ dataset, rows, free, rejected }) =>
      `${dataset}: ${countText(rows)} rows wait${free > 0 ? `, ${countText(free)} of them free to return` : ''}${rejected > 0 ? `, ${countText(rejected)} rejected` : ''}`,
  );
  const facts = [...lostText(unreadable), ...counts];
  if (causes.length === 0) return [...facts, 'Nothing keeps rows in quarantine.'].join('\n');
  const rows = causes.map(({ dataset, code, field, kind, value, values, rows: own, knockOns, frees }) => [
    countText(frees),
    countText(own),
    countText(knockOns),
    dataset,
    code,
    field,
    kind === 'value'
      ? quoted(value)
      : `${countText(values)} values${kind === 'nearly-all' ? ', nearly all rows' : ''}`,
    sentences[code],
  ]);
  return [
    ...facts,
    '',
    textTable(['frees', 'rows', 'knock-ons', 'dataset', 'reason', 'field', 'value', 'what is wrong'], rows),
  ].join('\n');
}

const examples = `
Examples:
  quayside quarantine causes --tenant acme
  quayside quarantine causes --tenant acme --dataset parts --limit 10 --json`;
