import type { Command } from 'commander';
import type { Host } from '../app/host.ts';
import type { DiffExample, DiffResult } from '../app/table-diff.ts';
import { snapshotArgument, userPath } from './arguments.ts';
import type { Terminal } from './terminal.ts';
import { countText, quoted, textTable } from './text-table.ts';
import { withWorkspace } from './workspace-option.ts';

/** `quayside tables diff`. */
export function diffCommand(tables: Command, terminal: Terminal, host: () => Host): void {
  withWorkspace(
    tables
      .command('diff')
      .description('Which rows of a table differ between two snapshots; personal values are masked.'),
  )
    .argument('<name>', 'such as supply_chain.dim_suppliers_v1')
    .argument('<a>', 'a snapshot', snapshotArgument)
    .argument('<b>', 'another one', snapshotArgument)
    .addHelpText(
      'after',
      '\nExamples:\n  quayside tables diff supply_chain.dim_parts_v1 6235410871259934313 2001349875634871123',
    )
    .action(async (table: string, a: bigint, b: bigint, { workspace }: { readonly workspace: string }) => {
      const { diffTable } = await import('../app/table-diff.ts');
      const result = await diffTable(host(), { workspace: userPath(workspace), table, a, b }, terminal.work);
      terminal.result(result, () => diffText(result));
    });
}

const diffText = ({ onlyInA, onlyInB, changed, examples }: DiffResult): string =>
  [
    `${countText(onlyInA)} rows only in the first, ${countText(onlyInB)} only in the second, ${countText(changed)} changed.`,
    ...(examples.length === 0
      ? []
      : [
          '',
          textTable(
            ['', 'tenant', 'key', 'columns'],
            examples.map((one) => [words[one.difference], one.tenant, one.key, columnsText(one)]),
          ),
        ]),
  ].join('\n');

const words = { 'only-in-a': 'only first', 'only-in-b': 'only second', changed: 'changed' } as const;
const mostColumns = 4;

/** A row that one side does not have differs everywhere: its values say nothing about the difference. */
function columnsText({ difference, columns }: DiffExample): string {
  if (difference !== 'changed') return '';
  const all = Object.entries(columns).map(([name, { a, b }]) => `${name} ${quoted(a)} → ${quoted(b)}`);
  const more = all.length > mostColumns ? [`${all.length - mostColumns} more`] : [];
  return [...all.slice(0, mostColumns), ...more].join(', ');
}
