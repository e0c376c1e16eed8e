import type { Command } from 'commander';
import type { Host } from '../app/host.ts';
import type { SearchResult } from '../app/key-search.ts';
import { countArgument, tenantArgument, userPath } from './arguments.ts';
import type { Terminal } from './terminal.ts';
import { quoted, textTable } from './text-table.ts';
import { withWorkspace } from './workspace-option.ts';

interface Options {
  readonly workspace: string;
  readonly tenant?: string;
  readonly limit: number;
}

export function searchCommand(quayside: Command, terminal: Terminal, host: () => Host): void {
  withWorkspace(
    quayside
      .command('search')
      .description('Rows in the tables and in quarantine by the beginning of their key, code or name.'),
  )
    .argument('<text>', 'the beginning of a supplier_id, supplier_code, legal_name, part_id, part_number, …')
    .option('--tenant <name>', 'only of this tenant', tenantArgument)
    .option('--limit <n>', 'at most so many', countArgument, 20)
    .addHelpText(
      'after',
      '\nExamples:\n  quayside search S1042\n  quayside search "Kelly Gr" --tenant acme --json',
    )
    .action(async (text: string, { workspace, tenant, limit }: Options) => {
      const [{ searchKeys }, { Bench }] = await Promise.all([
        import('../app/key-search.ts'),
        import('../app/host.ts'),
      ]);
      await using bench = await Bench.open(host());
      const asked = { text, tenant, limit };
      const found = await searchKeys(host(), bench.duck, userPath(workspace), asked, terminal.work.signal);
      terminal.result(found, () => searchText(found));
    });
}

const searchText = ({ hits, runs, cut }: SearchResult): string =>
  [
    ...(hits.length === 0 && runs.length === 0 ? ['Nothing begins like that.'] : []),
    ...(hits.length === 0
      ? []
      : [
          textTable(
            ['tenant', 'dataset', 'where', 'key', 'code', 'name'],
            hits.map(({ tenant, dataset, layer, state, key, code, name }) => [
              tenant,
              dataset,
              layer === 'silver' ? 'published' : `in quarantine (${state ?? ''})`,
              ...[key, code, name].map((text) => (text === null ? '' : quoted(text))),
            ]),
          ),
        ]),
    ...(runs.length === 0
      ? []
      : [
          textTable(
            ['run', 'tenant', 'state', 'at'],
            runs.map(({ runId, tenant, state, at }) => [runId, tenant ?? '', state, at ?? '']),
          ),
        ]),
    ...(cut ? ['There are more; --limit shows them.'] : []),
  ].join('\n\n');
