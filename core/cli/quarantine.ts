import { type Command, Option } from 'commander';
import { datasetNames } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import type { Host } from '../app/host.ts';
import type { QuarantineFilter } from '../app/quarantine.sql.ts';
import { deskStates, rowStates } from '../../contracts/quarantine/selection.ts';
import { QuaysideError } from '../base/errors.ts';
import { tenantArgument, userPath } from './arguments.ts';
import { cutText, type OutputOptions, outputOf, withOutput, writtenText } from './output-options.ts';
import { fieldArgument, reasonArgument } from './quarantine-arguments.ts';
import { causesCommand } from './quarantine-causes.ts';
import { proposeCommand } from './quarantine-propose.ts';
import { stewardCommands } from './quarantine-steward.ts';
import { deskRowsText, groupsText, quarantinedText } from './quarantine-text.ts';
import { assertReadableTable } from './table-rows.ts';
import type { Terminal } from './terminal.ts';
import { withWorkspace } from './workspace-option.ts';

interface Options extends QuarantineFilter {
  readonly workspace: string;
  readonly tenant?: string;
  readonly dataset?: DatasetName;
  readonly assigned?: string;
  readonly showPii?: true;
}

type ShowOptions = Options & OutputOptions & { readonly now?: true };

const mostRows = 100;

export function quarantineCommand(quayside: Command, terminal: Terminal, host: () => Host): void {
  const quarantine = quayside
    .command('quarantine')
    .description('The rows that wait, why, and what is done about them.');
  causesCommand(quarantine, terminal, host);
  proposeCommand(quarantine, terminal, host);
  stewardCommands(quarantine, terminal, host);
  withFilter(
    quarantine
      .command('list', { isDefault: true })
      .description('Reasons by dataset, code and field: how many rows, and examples.'),
  )
    .addHelpText('after', listExamples)
    .action(async (options: Options) => {
      const { listQuarantine } = await import('../app/quarantine.ts');
      const groups = await listQuarantine(host(), requestOf(options), terminal.work);
      terminal.result({ groups }, () => groupsText(groups));
    });
  const show = withFilter(
    quarantine.command('show').description('The rows: key, reasons, source file and row, state.'),
  );
  withOutput(show, mostRows)
    .option('--now', 'as they are after all operations, with what is wrong now; needs --tenant and --dataset')
    .addHelpText('after', showExamples)
    .action(async (options: ShowOptions) => {
      if (options.now === true) {
        await showNow(options, terminal, host);
        return;
      }
      const output = outputOf(options, mostRows, terminal);
      const request = requestOf(options);
      if (output.to === 'file') {
        const { exportQuarantine } = await import('../app/quarantine-export.ts');
        const written = await exportQuarantine(host(), { ...request, ...output }, terminal.work);
        terminal.result(written, () => writtenText(written));
      } else if (output.format === 'csv') {
        const [{ quarantineCells }, { spreadsheetCsv }] = await Promise.all([
          import('../app/quarantine-export.ts'),
          import('../app/spreadsheet-csv.ts'),
        ]);
        const { columns, rows, cut } = await quarantineCells(
          host(),
          { ...request, limit: output.limit },
          terminal.work,
        );
        terminal.result({ columns, rows, cut }, () => spreadsheetCsv(columns, rows));
        if (cut) terminal.usage(cutText(output.limit));
      } else {
        const { showQuarantine } = await import('../app/quarantine.ts');
        const found = await showQuarantine(host(), { ...request, limit: output.limit }, terminal.work);
        assertReadableTable(terminal, found.rows.length);
        terminal.result(found, () => quarantinedText(found.rows));
        if (found.cut) terminal.usage(cutText(output.limit));
      }
    });
}

async function showNow(options: ShowOptions, terminal: Terminal, host: () => Host): Promise<void> {
  const {
    tenant,
    dataset,
    reason,
    field,
    value,
    state,
    assigned,
    workspace,
    showPii,
    limit = mostRows,
  } = options;
  if (tenant === undefined || dataset === undefined)
    throw new QuaysideError('USAGE', '--now needs to know whose rows: name --tenant and --dataset.');
  const [{ Desk }, { pageOf }] = await Promise.all([
    import('../app/quarantine-desk.ts'),
    import('../app/quarantine-page.ts'),
  ]);
  await using desk = await Desk.open(host(), { workspace: userPath(workspace), tenant }, terminal.work);
  const known = deskStates.find((one) => one !== 'open' && one === state);
  const asked = Object.entries({ reason, field, value, state: known, assignedTo: assigned }).filter(
    ([, one]) => one !== undefined,
  );
  const page = await pageOf(
    desk,
    {
      dataset,
      selection: Object.fromEntries(asked),
      offset: 0,
      limit: Math.min(limit, 1000),
      showPersonalData: showPii === true,
    },
    terminal.work,
  );
  terminal.result(page, () => deskRowsText(page.rows));
  if (page.total > page.rows.length) terminal.usage(cutText(page.rows.length));
}

const withFilter = (command: Command): Command =>
  withWorkspace(command)
    .option('--tenant <name>', 'only of this tenant', tenantArgument)
    .addOption(new Option('--dataset <name>', 'only of this dataset').choices(datasetNames))
    .option('--reason <code>', 'only rows with this reason', reasonArgument)
    .option('--field <name>', 'only rows with a reason on this field', fieldArgument)
    .option('--value <text>', 'only rows with a reason on exactly this value')
    .addOption(
      new Option(
        '--state <state>',
        'open: what waits, whoever has it; closed: released, rejected or fixed by the source; or one state',
      )
        .choices(['open', 'closed', 'all', ...rowStates])
        .default('open'),
    )
    .option('--assigned <person>', 'only rows that this person has, or that wait for them')
    .option('--show-pii', 'show personal values instead of masking them');

const requestOf = ({
  workspace,
  showPii,
  tenant,
  dataset,
  reason,
  field,
  value,
  state,
  assigned,
}: Options) => ({
  tenant,
  dataset,
  reason,
  field,
  value,
  state,
  assigned,
  workspace: userPath(workspace),
  showPersonalData: showPii === true,
});

const listExamples = `
Examples:
  quayside quarantine --workspace ./work
  quayside quarantine list --tenant acme --reason INVALID_COUNTRY_CODE --json`;

const showExamples = `
Examples:
  quayside quarantine show --tenant acme --field country --value UK
  quayside quarantine show --reason MISSING_COUNTRY --out waiting.csv --show-pii
  quayside quarantine show --tenant acme --state assigned --assigned anna
  quayside quarantine show --tenant acme --format csv --limit 1000
  quayside quarantine show --tenant acme --dataset parts --reason INVALID_UOM --now --json`;
