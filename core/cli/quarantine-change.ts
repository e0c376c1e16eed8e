import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import { type Command, Option } from 'commander';
import { type Change, change } from '../../contracts/quarantine/change.ts';
import type { OperationInput } from '../../contracts/quarantine/operation.ts';
import { QuaysideError } from '../base/errors.ts';
import { userPath } from './arguments.ts';
import { fieldArgument, reasonArgument } from './quarantine-arguments.ts';
import { type SelectionOptions, saysSelection, selectionOf } from './quarantine-selection.ts';

export interface ChangeOptions extends SelectionOptions {
  readonly operation?: string;
  readonly set?: string;
  readonly clear?: string;
  readonly replace?: string;
  readonly find?: string;
  readonly with?: string;
  readonly regex?: true;
  readonly trim?: string;
  readonly upper?: string;
  readonly lower?: string;
  readonly normalise?: string;
  readonly map?: string;
  readonly by?: string;
  readonly table?: string;
  readonly parse?: string;
  readonly as?: 'number' | 'date' | 'country' | 'currency' | 'phone';
  readonly format?: string;
  readonly copy?: string;
  readonly from?: string;
  readonly swap?: string;
  readonly scale?: string;
  readonly factor?: string;
  readonly nearest?: string;
  readonly supplierBy?: 'id' | 'code' | 'name';
  readonly keep?: 'these' | 'latest' | 'earliest';
  readonly waive?: Extract<Change, { readonly kind: 'waive' }>['code'];
  readonly note?: string;
  readonly because?: string;
}

/** The common changes as flags; everything else as JSON. */
export const withChange = (command: Command): Command =>
  command
    .option(
      '--operation <file>',
      'an operation, or a list of them, as JSON: a file, - for stdin, or the JSON itself',
    )
    .option('--set <field=text>', 'set a text')
    .option('--clear <field>', 'remove the text', fieldArgument)
    .option('--replace <field>', 'replace --find by --with in it', fieldArgument)
    .option('--find <text>', 'what --replace looks for')
    .option('--with <text>', 'what --replace puts there; the other field of --swap')
    .option('--regex', '--find is a pattern (RE2), --with may name its groups by \\1')
    .option('--trim <field>', 'no white space around, none twice', fieldArgument)
    .option('--upper <field>', 'upper case', fieldArgument)
    .option('--lower <field>', 'lower case', fieldArgument)
    .option('--normalise <field>', 'full-width and typographic signs as plain ones, trimmed', fieldArgument)
    .option('--map <field>', 'by a --table of two columns: text, new text', fieldArgument)
    .option('--by <field>', 'the field whose text --map looks up', fieldArgument)
    .option('--table <file>', 'CSV or tab-separated, without a header; - reads stdin')
    .option('--parse <field>', 'read --as a number, date, country, currency or phone', fieldArgument)
    .addOption(
      new Option('--as <what>', 'what --parse reads').choices([
        'number',
        'date',
        'country',
        'currency',
        'phone',
      ]),
    )
    .option(
      '--format <format>',
      'of numbers (1.234,56) and dates (DD.MM.YYYY); of phones a country (DE) or a field',
    )
    .option('--copy <field>', 'set from another field, --from', fieldArgument)
    .option('--from <field>', 'the field that --copy takes', fieldArgument)
    .option('--swap <field>', 'exchange with another field, --with', fieldArgument)
    .option('--scale <field>', 'times a --factor', fieldArgument)
    .option('--factor <number>', 'such as 0.01')
    .option('--nearest <field>', 'the nearest valid code; of a reference the nearest supplier', fieldArgument)
    .addOption(
      new Option('--supplier-by <what>', 'what --nearest compares of suppliers').choices([
        'id',
        'code',
        'name',
      ]),
    )
    .addOption(
      new Option('--keep <which>', 'of rows that share their key or code; the others are rejected').choices([
        'these',
        'latest',
        'earliest',
      ]),
    )
    .option('--waive <code>', 'let the rows pass in spite of this rule; needs --because', reasonArgument)
    .option('--note <text>', 'put a note on the rows')
    .option('--because <text>', 'why; goes into the journal, so no personal values');

/** Throws USAGE where the options say no operation, or half of one. */
export async function operationsOf(options: ChangeOptions): Promise<readonly unknown[]> {
  const { operation, dataset, because } = options;
  const changes = await changesOf(options);
  if (operation !== undefined) {
    if (changes.length > 0 || saysSelection(options))
      throw new QuaysideError('USAGE', '--operation says all of it; leave the other options out.');
    return operationsIn(await contentOf(operation), operation);
  }
  if (changes.length === 0)
    throw new QuaysideError(
      'USAGE',
      'Nothing is to be changed: expected --operation, or a change such as --set country=PL.',
    );
  if (dataset === undefined) throw new QuaysideError('USAGE', 'Of which rows? Name a --dataset.');
  if (!saysSelection(options))
    throw new QuaysideError(
      'USAGE',
      `Of which ${dataset}? Say it, for example with --reason; all rows are an --operation with "selection": {}.`,
    );
  return [
    {
      dataset,
      selection: selectionOf(options),
      changes,
      ...(because === undefined ? {} : { reason: because }),
    },
  ];
}

function operationsIn(content: string, name: string): readonly unknown[] {
  const parsed = parseJson(content, name);
  const listed =
    typeof parsed === 'object' && parsed !== null && 'operations' in parsed ? parsed.operations : parsed;
  return Array.isArray(listed) ? listed : [listed];
}

function parseJson(content: string, name: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new QuaysideError(
      'USAGE',
      `${name === '-' ? 'What came on stdin' : name.slice(0, 200)} is no JSON; expected an operation.`,
      {
        cause,
      },
    );
  }
}

async function contentOf(name: string): Promise<string> {
  if (/^\s*[[{]/.test(name)) return name;
  if (name === '-') return readAll(process.stdin);
  const path = userPath(name);
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new QuaysideError('SOURCE_NOT_FOUND', `${path} cannot be read.`, { parameters: { path }, cause });
  });
}

type ChangeInput = OperationInput['changes'][number];

async function changesOf(options: ChangeOptions): Promise<readonly ChangeInput[]> {
  const { set, clear, replace, find, trim, upper, lower, normalise, map, by, table, copy, swap, scale } =
    options;
  const { nearest, keep, waive, note, because, supplierBy } = options;
  const need = <T>(value: T | undefined, option: string, of: string): T => {
    if (value !== undefined) return value;
    throw new QuaysideError('USAGE', `${of} needs ${option}.`);
  };
  const changes: ChangeInput[] = [];
  if (normalise !== undefined) changes.push({ kind: 'normalise', field: normalise });
  if (trim !== undefined) changes.push({ kind: 'trim', field: trim });
  if (upper !== undefined) changes.push({ kind: 'case', field: upper, to: 'upper' });
  if (lower !== undefined) changes.push({ kind: 'case', field: lower, to: 'lower' });
  if (set !== undefined) changes.push(setChange(set));
  if (clear !== undefined) changes.push({ kind: 'clear', field: clear });
  if (replace !== undefined) {
    changes.push({
      kind: 'replace',
      field: replace,
      find: need(find, '--find', '--replace'),
      with: need(options.with, '--with', '--replace'),
      regex: options.regex ?? false,
    });
  }
  if (map !== undefined) {
    const rows = tableOf(await contentOf(need(table, '--table', '--map')));
    changes.push({ kind: 'map', field: map, table: rows, ...(by === undefined ? {} : { by }) });
  }
  if (options.parse !== undefined) changes.push(parseChange(options.parse, options));
  if (copy !== undefined)
    changes.push({ kind: 'copy', field: copy, from: need(options.from, '--from', '--copy') });
  if (swap !== undefined)
    changes.push({ kind: 'swap', field: swap, with: need(options.with, '--with', '--swap') });
  if (scale !== undefined) {
    const factor = Number(need(options.factor, '--factor', '--scale'));
    if (!Number.isFinite(factor) || factor === 0)
      throw new QuaysideError('USAGE', '--factor: expected a number other than 0, such as 0.01.');
    changes.push({ kind: 'scale', field: scale, factor });
  }
  if (nearest !== undefined) {
    const to = supplierBy === undefined ? 'code' : 'supplier';
    changes.push({ kind: 'nearest', field: nearest, to, by: supplierBy ?? 'id' });
  }
  if (keep !== undefined) changes.push({ kind: 'keep', which: keep });
  if (waive !== undefined)
    changes.push({ kind: 'waive', code: waive, reason: need(because, '--because', '--waive') });
  if (note !== undefined) changes.push({ kind: 'note', text: note });
  return changes;
}

function setChange(text: string): ChangeInput {
  const at = text.indexOf('=');
  if (at < 1)
    throw new QuaysideError('USAGE', `--set ${text}: expected a field and its text, such as country=PL.`);
  return { kind: 'set', field: text.slice(0, at), value: text.slice(at + 1) };
}

function parseChange(field: string, { as, format }: ChangeOptions): ChangeInput {
  const kind = 'parse';
  switch (as) {
    case 'country':
    case 'currency':
      return { kind, field, as };
    case 'phone': {
      if (format === undefined)
        throw new QuaysideError(
          'USAGE',
          '--as phone needs --format, a country such as DE or a field such as country.',
        );
      return { kind, field, as, country: /^[A-Z]{2}$/.test(format) ? format : { field: format } };
    }
    case 'number':
    case 'date': {
      if (format === undefined)
        throw new QuaysideError(
          'USAGE',
          `--as ${as} needs --format, such as ${as === 'date' ? 'DD.MM.YYYY' : '1.234,56'}.`,
        );
      return formatted({ kind, field, as, format });
    }
    case undefined:
      throw new QuaysideError('USAGE', '--parse needs --as number, date, country, currency or phone.');
    default:
      return as satisfies never;
  }
}

/** Which formats there are is the schema's to say. */
function formatted(parse: Readonly<Record<'kind' | 'field' | 'as' | 'format', string>>): ChangeInput {
  const parsed = change.safeParse(parse);
  if (parsed.success) return parsed.data;
  throw new QuaysideError(
    'USAGE',
    `--format ${parse.format} is no format of a ${parse.as}; expected ${parse.as === 'date' ? 'one such as DD.MM.YYYY, MM/DD/YYYY, YYYYMMDD, excel-serial' : "1,234.56, 1.234,56, 1 234,56 or 1'234.56"}.`,
  );
}

/** Two columns as they come from a spreadsheet or a file. An empty second cell removes the text. */
function tableOf(content: string): { readonly from: string; readonly to: string | null }[] {
  const rows = content.split(/\r?\n/).filter((line) => line !== '');
  return rows.map((line, index) => {
    const cells = line.includes('\t') ? line.split('\t') : csvCells(line);
    const [from, to] = cells;
    if (from !== undefined && to !== undefined && cells.length === 2)
      return { from, to: to === '' ? null : to };
    throw new QuaysideError(
      'USAGE',
      `Line ${index + 1} of the table has ${cells.length} columns; expected 2.`,
    );
  });
}

const csvCells = (line: string): readonly string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, inQuotes, bare]) =>
    inQuotes === undefined ? (bare ?? '') : inQuotes.replaceAll('""', '"'),
  );
