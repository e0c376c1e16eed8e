import { type Command, InvalidArgumentError, Option } from 'commander';
import { datasetNames } from '../../contracts/data/contracts.ts';
import type { DatasetName } from '../../contracts/data/dataset.ts';
import { condition, deskStates, type Selection } from '../../contracts/quarantine/selection.ts';
import { tenantArgument, userPath } from './arguments.ts';
import { fieldArgument, reasonArgument } from './quarantine-arguments.ts';
import { withWorkspace } from './workspace-option.ts';

export interface DeskOptions {
  readonly workspace: string;
  readonly tenant: string;
  readonly showPii?: true;
}

export interface SelectionOptions {
  readonly dataset?: DatasetName;
  readonly reason?: Selection['reason'];
  readonly field?: string;
  readonly value?: string;
  readonly blank?: true;
  readonly pattern?: string;
  readonly text?: string;
  readonly run?: string;
  readonly file?: string;
  readonly row?: readonly string[];
  readonly causedBy?: string;
  readonly assigned?: string;
  readonly state?: Selection['state'];
  readonly filter?: Selection['filter'];
}

/** Whose quarantine. */
export const withDesk = (command: Command): Command =>
  withWorkspace(command)
    .requiredOption('--tenant <name>', 'whose quarantine', tenantArgument)
    .option('--show-pii', 'show personal values instead of masking them');

/** Which rows: those that fit everything that is said. */
export const withSelection = (command: Command): Command =>
  command
    .addOption(new Option('--dataset <name>', 'of this dataset').choices(datasetNames))
    .option('--reason <code>', 'rows that have this reason now', reasonArgument)
    .option(
      '--field <name>',
      'with --reason on this field; else the field that --value and --pattern look at',
      fieldArgument,
    )
    .option('--value <text>', 'rows where that is exactly this text')
    .option('--blank', 'rows where it has no text')
    .option('--pattern <re2>', 'rows where this pattern is somewhere in the text')
    .option('--text <text>', 'rows with this text in any field')
    .option('--run <id>', 'rows that this run judged')
    .option('--file <path>', 'rows of this file')
    .option('--row <id>', 'these rows; several times, or ids between commas', rowsArgument)
    .option('--caused-by <row>', 'rows that are here because of this one')
    .option('--assigned <person>', 'rows assigned to this person')
    .addOption(new Option('--state <state>', 'rows in this state').choices(deskStates))
    .option('--filter <json>', 'a condition, such as {"field":"country","is":"blank"}', filterArgument);

export const deskRequest = ({ workspace, tenant }: DeskOptions) => ({
  workspace: userPath(workspace),
  tenant,
});

export function selectionOf(options: SelectionOptions): Selection {
  const { reason, field, value, blank, pattern, text, run, file, row, causedBy, assigned, state, filter } =
    options;
  const said = {
    reason,
    field,
    value: blank === true ? null : value,
    pattern,
    text,
    run,
    file,
    rows: row,
    causedBy,
    assignedTo: assigned,
    state,
    filter,
  };
  return Object.fromEntries(Object.entries(said).filter(([, one]) => one !== undefined));
}

export const saysSelection = (options: SelectionOptions): boolean =>
  Object.keys(selectionOf(options)).length > 0;

function rowsArgument(text: string, before: readonly string[] | undefined): readonly string[] {
  const ids = text.split(',').map((id) => id.trim());
  const wrong = ids.find((id) => !/^[0-9a-f]{32}$/.test(id));
  if (wrong === undefined) return [...(before ?? []), ...ids];
  throw new InvalidArgumentError(
    `${JSON.stringify(wrong)} is no row id; \`quayside quarantine show\` lists them.`,
  );
}

function filterArgument(text: string): Selection['filter'] {
  const parsed = condition.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError('Expected a condition, such as {"field":"country","oneOf":["UK","EL"]}.');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidArgumentError('Expected JSON.');
  }
}
