import type { Command } from 'commander';
import type { Proposal } from '../../contracts/quarantine/proposal.ts';
import type { Host } from '../app/host.ts';
import { datasetNames } from '../../contracts/data/contracts.ts';
import { rateArgument } from './arguments.ts';
import {
  type DeskOptions,
  deskRequest,
  type SelectionOptions,
  selectionOf,
  withDesk,
  withSelection,
} from './quarantine-selection.ts';
import type { Terminal } from './terminal.ts';
import { countText, quoted, textTable } from './text-table.ts';

type ProposeOptions = DeskOptions &
  SelectionOptions & { readonly atLeast?: number; readonly operations?: true };

/** What each kind of fix is, in English. */
const kinds: Readonly<Record<string, string>> = {
  'number-format': 'a number in another format',
  digits: 'letters in the place of digits',
  'no-value': 'a word for "no value"',
  'date-format': 'a day in another format',
  'code-spelling': 'the code in another spelling',
  'code-typo': 'a typo in the code',
  'code-synonym': 'another word for the code',
  'name-of-country': "the country's name",
  'country-from-context': 'the country that phone, currency and place speak for',
  'name-of-currency': "the currency's name",
  'currency-of-country': "the currency of the country's suppliers",
  successor: 'what came after it',
  derived: 'follows from another field',
  'phone-of-country': "with the country's calling code",
  'email-sign': 'an address with its signs put right',
  'email-local-part': 'an address without its sign',
  'code-in-id': "the supplier's code in the place of its id",
  'name-in-id': "the supplier's name in the place of its id",
  'near-id': 'nearly the id of a supplier',
  'first-qualified': 'the first of the qualified suppliers',
  'list-separators': 'a list with other separators',
  sign: 'a minus too many',
  'same-key': 'what silver has of this key',
  swapped: 'two cells exchanged',
  'unit-factor': 'another unit, with price and quantity in the new one',
  'keep-latest': 'the latest of several is kept',
  'tenant-spelling': 'the tenant in another spelling',
  'the-tenant': "the delivery's tenant",
  'usual-value': 'what all others have',
  'postal-format': "in the country's postal format",
  'version-spelling': 'the version in another spelling',
};

export function proposeCommand(quarantine: Command, terminal: Terminal, host: () => Host): void {
  withSelection(withDesk(quarantine.command('propose')))
    .description('Fixes that the data speak for, with how sure they are. Nothing is applied.')
    .option('--at-least <share>', 'only what is at least so sure, such as 0.9', rateArgument)
    .option('--operations', 'with --json: only the operations, as `apply --operation -` reads them')
    .addHelpText('after', examples)
    .action(async (options: ProposeOptions) => {
      const [{ Desk }, { proposalsFor }, { maskProposal }] = await Promise.all([
        import('../app/quarantine-desk.ts'),
        import('../app/quarantine-propose.ts'),
        import('../app/quarantine-mask.ts'),
      ]);
      await using desk = await Desk.open(host(), deskRequest(options), terminal.work);
      const found: Proposal[] = [];
      for (const dataset of options.dataset === undefined ? datasetNames : [options.dataset]) {
        if (!desk.datasets.some(({ contract }) => contract.dataset === dataset)) continue;
        const request = { dataset, selection: selectionOf(options), atLeast: options.atLeast };
        found.push(...(await proposalsFor(desk, request, terminal.work)));
      }
      if (options.operations === true && terminal.json) {
        // To be applied they need their values.
        terminal.result({ operations: found.map(({ operation }) => operation) }, () => '');
        return;
      }
      const proposals = found.map((one) => maskProposal(one, options.showPii === true));
      terminal.result({ proposals }, () => proposalsText(proposals));
    });
}

const proposalsText = (proposals: readonly Proposal[]): string =>
  proposals.length === 0
    ? 'The data speak for no fix.'
    : textTable(
        ['sure', 'rows', 'dataset', 'reason', 'field', 'for example', 'what it is'],
        proposals.map(({ confidence, rows, dataset, code, field, examples: some, kind }) => [
          confidence.toFixed(2),
          countText(rows),
          dataset,
          code,
          field,
          some
            .slice(0, 2)
            .map(({ before, after }) => `${quoted(before)} → ${quoted(after)}`)
            .join(', '),
          kinds[kind] ?? kind,
        ]),
      );

const examples = `
Examples:
  quayside quarantine propose --tenant acme
  quayside quarantine propose --tenant acme --dataset suppliers --reason INVALID_COUNTRY_CODE
  quayside quarantine propose --tenant acme --at-least 0.9 --operations --json > fixes.json
  quayside quarantine preview --tenant acme --operation fixes.json`;
