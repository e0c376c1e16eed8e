import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { QueryRequest } from '../app/query.ts';
import type { Host } from '../app/host.ts';
import { timeArgument, userPath } from './arguments.ts';
import { cutText, type OutputOptions, outputOf, withOutput, writtenText } from './output-options.ts';
import { assertReadableTable } from './table-rows.ts';
import type { Terminal } from './terminal.ts';
import { textTable } from './text-table.ts';
import { withWorkspace } from './workspace-option.ts';

interface Options extends OutputOptions {
  readonly workspace: string;
  readonly at?: QueryRequest['at'];
  readonly timeout: number;
}

const mostRows = 1000;

export function queryCommand(quayside: Command, terminal: Terminal, host: () => Host): void {
  const command = withWorkspace(
    quayside
      .command('query')
      .description(
        'Ask the tables with SQL. Only one SELECT over them is run; no file and no network can be reached.',
      ),
  )
    .argument('<sql>', 'a SELECT; tables by their names, such as supply_chain.dim_suppliers_v1')
    .option('--at <snapshot|time>', 'the table as of a snapshot, or all tables as of a time', atArgument);
  withOutput(command, mostRows)
    .option('--timeout <seconds>', 'after which it is stopped', secondsArgument, 60)
    .addHelpText('after', examples)
    .action(async (statement: string, { workspace, at, timeout, ...asked }: Options) => {
      const output = outputOf(asked, mostRows, terminal);
      const { exportApart, queryApart } = await import('../app/query-apart.ts');
      const request = { workspace: userPath(workspace), statement, at, timeoutSeconds: timeout };
      if (output.to === 'file') {
        const written = await exportApart(host(), { ...request, ...output }, terminal.work);
        terminal.result(written, () => writtenText(written));
        return;
      }
      const found = await queryApart(host(), { ...request, limit: output.limit }, terminal.work);
      const { spreadsheetCsv } = await import('../app/spreadsheet-csv.ts');
      const { columns, rows, cut } = found;
      if (output.format === 'table') assertReadableTable(terminal, rows.length);
      terminal.result({ columns, rows, cut }, () =>
        output.format === 'csv'
          ? spreadsheetCsv(columns, rows)
          : textTable(
              columns,
              rows.map((row) => row.map(cellText)),
            ),
      );
      if (cut) terminal.usage(cutText(output.limit));
    });
}

const cellText = (value: unknown): string => {
  if (value === null) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replaceAll(/[\r\n\t]/g, ' ');
};

function atArgument(text: string): QueryRequest['at'] {
  if (!/^\d{5,}$/.test(text)) return { time: timeArgument(text) };
  const snapshotId = BigInt(text);
  if (snapshotId < 2n ** 63n) return { snapshotId };
  throw new InvalidArgumentError('Expected the id of a snapshot, or a time.');
}

function secondsArgument(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 86_400) return value;
  throw new InvalidArgumentError('Expected whole seconds from 1 to 86400.');
}

const examples = `
Examples:
  quayside query "SELECT country, count(*) FROM supply_chain.dim_suppliers_v1 GROUP BY country"
  quayside query "SELECT * FROM supply_chain.dim_parts_v1" --at 2026-11-24T02:00:00Z --format csv --limit 100000
  quayside query "SELECT * FROM supply_chain.dim_parts_v1 WHERE tenant_id = 'acme'" --out parts.parquet`;
