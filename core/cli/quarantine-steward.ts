import type { Command } from 'commander';
import { contracts } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Effect } from '../../contracts/quarantine/effect.ts';
import type { OperationInput } from '../../contracts/quarantine/operation.ts';
import type { Host } from '../app/host.ts';
import type { Applied } from '../app/quarantine-apply.ts';
import type { Desk } from '../app/quarantine-desk.ts';
import { QuaysideError } from '../base/errors.ts';
import { fieldArgument } from './quarantine-arguments.ts';
import { type ChangeOptions, operationsOf, withChange } from './quarantine-change.ts';
import {
  type DeskOptions,
  deskRequest,
  saysSelection,
  selectionOf,
  withDesk,
  withSelection,
} from './quarantine-selection.ts';
import {
  appliedText,
  effectText,
  historyText,
  returnText,
  rowHistoryText,
  turnText,
} from './quarantine-steward-text.ts';
import type { Terminal } from './terminal.ts';

type OperationOptions = DeskOptions & ChangeOptions;

interface PersonOptions {
  readonly person?: string;
  readonly because?: string;
}

/** Commands that change quarantine, or try it out. */
export function stewardCommands(quarantine: Command, terminal: Terminal, host: () => Host): void {
  const onDesk = async <T>(options: DeskOptions, act: (desk: Desk) => Promise<T>): Promise<T> => {
    const { Desk } = await import('../app/quarantine-desk.ts');
    await using desk = await Desk.open(host(), deskRequest(options), terminal.work);
    return await act(desk);
  };
  const apply = (options: DeskOptions & PersonOptions, operations: readonly unknown[]): Promise<void> =>
    onDesk(options, async (desk) => {
      const { applyOperation } = await import('../app/quarantine-apply.ts');
      const applied: Applied[] = [];
      for (const operation of operations) {
        const done = await applyOperation(desk, operation, byOf(options), terminal.work);
        applied.push({ ...done, effect: await shownEffect(done.effect, options) });
      }
      terminal.result({ applied }, () => applied.map(appliedText).join('\n\n'));
    });

  withChange(withSelection(withDesk(quarantine.command('preview'))))
    .description('What an operation would do, exactly; nothing is changed.')
    .addHelpText('after', previewExamples)
    .action(async (options: OperationOptions) => {
      const operations = await operationsOf(options);
      await onDesk(options, async (desk) => {
        const { previewOperation } = await import('../app/quarantine-preview.ts');
        const effects: Effect[] = [];
        for (const operation of operations)
          effects.push(await shownEffect(await previewOperation(desk, operation, terminal.work), options));
        terminal.result({ effects }, () => effects.map(effectText).join('\n\n'));
      });
    });

  withPerson(withChange(withSelection(withDesk(quarantine.command('apply')))))
    .description('Apply an operation: the same change for all rows that it selects.')
    .addHelpText('after', applyExamples)
    .action(async (options: OperationOptions & PersonOptions) => apply(options, await operationsOf(options)));

  for (const action of ['undo', 'redo'] as const) {
    withPerson(withDesk(quarantine.command(`${action} <operation>`)))
      .description(
        action === 'undo'
          ? 'Take an operation out, any of them: the rows are as if it had never been there.'
          : 'Put an operation that was undone back to its place.',
      )
      .option('--because <text>', 'why; goes into the journal')
      .option('--dry-run', 'say what would happen; change nothing')
      .addHelpText('after', turnExamples(action))
      .action(
        async (operationId: string, options: DeskOptions & PersonOptions & { readonly dryRun?: true }) =>
          onDesk(options, async (desk) => {
            const { previewTurn, turnOperation } = await import('../app/quarantine-undo.ts');
            const turned =
              options.dryRun === true
                ? { effect: await previewTurn(desk, action, operationId, terminal.work), head: desk.head }
                : await turnOperation(desk, action, operationId, byOf(options), terminal.work);
            const effect = { ...turned.effect, ...(await shownEffect(turned.effect, options)) };
            terminal.result({ ...turned, effect, dryRun: options.dryRun === true }, () =>
              turnText(effect, options.dryRun !== true),
            );
          }),
      );
  }

  withPerson(withSelection(withDesk(quarantine.command('assign <person>'))))
    .description(
      'Assign rows to a person; "nobody" takes it back. --waiting: they wait for that person or company.',
    )
    .option('--waiting', 'they wait for an answer of the customer or whoever is named')
    .option('--because <text>', 'why; goes into the journal')
    .addHelpText('after', assignExamples)
    .action(
      async (person: string, options: OperationOptions & PersonOptions & { readonly waiting?: true }) => {
        const to = person === 'nobody' ? null : person;
        await apply(options, [
          rowsOperation(
            options,
            options.waiting === true ? { kind: 'wait', for: to } : { kind: 'assign', to },
          ),
        ]);
      },
    );

  withPerson(withSelection(withDesk(quarantine.command('reject'))))
    .description('Reject rows: they never go to silver, and are closed with the next return.')
    .requiredOption('--because <text>', 'why; goes into the journal')
    .addHelpText('after', rejectExamples)
    .action(async (options: OperationOptions & PersonOptions & { readonly because: string }) =>
      apply(options, [rowsOperation(options, { kind: 'reject', reason: options.because })]),
    );

  withDesk(quarantine.command('history'))
    .description(
      'What was done to the quarantine of a tenant; with --row to one row, with --field to one cell.',
    )
    .option('--row <id>', 'of this row')
    .option('--field <name>', 'with --row: of this cell', fieldArgument)
    .addHelpText('after', historyExamples)
    .action(async (options: DeskOptions & { readonly row?: string; readonly field?: string }) =>
      onDesk(options, async (desk) => {
        const { operationHistory, rowHistory } = await import('../app/quarantine-history.ts');
        const showPersonalData = options.showPii === true;
        if (options.row === undefined) {
          const operations = await operationHistory(desk, { showPersonalData }, terminal.work);
          const { shownUnreadable } = await import('../app/quarantine-operations.ts');
          const unreadable = shownUnreadable(desk.unreadable);
          terminal.result({ operations, unreadable }, () => historyText(operations, unreadable));
          return;
        }
        const { row: rowId, field } = options;
        const dataset = await desk.datasetOf(rowId, terminal.work);
        const history = await rowHistory(desk, { dataset, rowId, field, showPersonalData }, terminal.work);
        terminal.result(history, () => rowHistoryText(history));
      }),
    );

  withPerson(withSelection(withDesk(quarantine.command('return'))))
    .description(
      'Return what nothing keeps in quarantine any more to silver, parts with their suppliers; close what was rejected.',
    )
    .option('--because <text>', 'why; goes into the journal')
    .option('--dry-run', 'say what would be returned, and what it meets in silver; change nothing')
    .addHelpText('after', returnExamples)
    .action(async (options: OperationOptions & PersonOptions & { readonly dryRun?: true }) =>
      onDesk(options, async (desk) => {
        const { previewReturn, returnToSilver } = await import('../app/quarantine-return.ts');
        const { maskMeetings } = await import('../app/quarantine-mask.ts');
        const choice = saysSelection(options)
          ? { dataset: datasetOf(options), selection: selectionOf(options) }
          : undefined;
        const dryRun = options.dryRun === true;
        const result = dryRun
          ? await previewReturn(desk, choice, terminal.work)
          : await returnToSilver(desk, choice, byOf(options), terminal.work);
        const shown = { ...result, meetings: maskMeetings(result.meetings, options.showPii === true) };
        terminal.result({ ...shown, dryRun }, () => returnText(shown, dryRun));
      }),
    );
}

const withPerson = (command: Command): Command =>
  command.option(
    '--person <name>',
    'who does it (default: `person` of the settings, else the account that runs this)',
  );

const byOf = ({ person, because }: PersonOptions) => ({ person, reason: because });

function rowsOperation(options: OperationOptions, change: OperationInput['changes'][number]): OperationInput {
  const { because } = options;
  if (!saysSelection(options))
    throw new QuaysideError('USAGE', 'Which rows? Say it, for example with --reason or --row.');
  return {
    dataset: datasetOf(options),
    selection: selectionOf(options),
    changes: [change],
    ...(because === undefined ? {} : { reason: because }),
  };
}

function datasetOf({ dataset }: ChangeOptions): DatasetName {
  if (dataset !== undefined) return dataset;
  throw new QuaysideError(
    'USAGE',
    `Of which rows? Name a --dataset: ${Object.keys(contracts).join(' or ')}.`,
  );
}

async function shownEffect(effect: Effect, { showPii }: DeskOptions): Promise<Effect> {
  const { maskEffect } = await import('../app/quarantine-mask.ts');
  return maskEffect(effect, showPii === true);
}

const previewExamples = `
Examples:
  quayside quarantine preview --tenant acme --dataset suppliers --reason INVALID_COUNTRY_CODE --value XX --set country=PL
  quayside quarantine preview --tenant acme --operation fix.json --json`;

const applyExamples = `
Examples:
  quayside quarantine apply --tenant acme --dataset suppliers --reason INVALID_COUNTRY_CODE --value UK --set country=GB --because "checked"
  quayside quarantine apply --tenant acme --dataset parts --reason INVALID_UOM --value BOX --map uom --table units.csv
  quayside quarantine apply --tenant acme --dataset parts --field unit_cost --pattern "," --parse unit_cost --as number --format "1.234,56"
  echo '{"dataset":"parts","selection":{"reason":"NEGATIVE_UNIT_COST"},"change":{"kind":"scale","field":"unit_cost","factor":-1}}' \\
    | quayside quarantine apply --tenant acme --operation -`;

const turnExamples = (action: string): string => `
Examples:
  quayside quarantine ${action} 6116058e-22c7-4abb-a445-849f70be7518 --tenant acme --dry-run
  quayside quarantine ${action} 6116058e-22c7-4abb-a445-849f70be7518 --tenant acme --because "wrong file"`;

const assignExamples = `
Examples:
  quayside quarantine assign anna --tenant acme --dataset parts --reason INVALID_UOM
  quayside quarantine assign customer --waiting --tenant acme --dataset suppliers --reason MISSING_LEGAL_NAME`;

const rejectExamples = `
Examples:
  quayside quarantine reject --tenant acme --dataset suppliers --reason TENANT_MISMATCH --because "not ours"`;

const historyExamples = `
Examples:
  quayside quarantine history --tenant acme
  quayside quarantine history --tenant acme --row 5d96407428e50fbf4b6d1309a6c8e4bb --field country --json`;

const returnExamples = `
Examples:
  quayside quarantine return --tenant acme --dry-run
  quayside quarantine return --tenant acme --because "approved by purchasing"
  quayside quarantine return --tenant acme --dataset suppliers --row 5d96407428e50fbf4b6d1309a6c8e4bb`;
