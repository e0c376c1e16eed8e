import type { Command } from 'commander';
import type { Host } from '../app/host.ts';
import type { Lineage } from '../app/lineage.ts';
import { tenantArgument, userPath } from './arguments.ts';
import type { Terminal } from './terminal.ts';
import { countText, quoted, textTable } from './text-table.ts';
import { withWorkspace } from './workspace-option.ts';

interface Options {
  readonly workspace: string;
  readonly tenant?: string;
}

export function lineageCommand(quayside: Command, terminal: Terminal, host: () => Host): void {
  withWorkspace(
    quayside
      .command('lineage')
      .description("Where a supplier's or part's rows are and came from, or what a run read and published."),
  )
    .argument('<key-or-run>', 'a supplier_id or supplier_code, a part_id or part_number, or the id of a run')
    .option('--tenant <name>', 'of a key: only of this tenant', tenantArgument)
    .addHelpText('after', examples)
    .action(async (of: string, { workspace, tenant }: Options) => {
      const { lineage } = await import('../app/lineage.ts');
      const found = await lineage(host(), { workspace: userPath(workspace), of, tenant }, terminal.work);
      terminal.result(found, () => lineageText(found));
    });
}

function lineageText({ of, places, runs }: Lineage): string {
  const where = places.map(
    ({ table, tenant, key, code, snapshotId, state, codes, sourcePath, sourceRow }) => [
      table,
      tenant,
      keyText(key),
      keyText(code),
      state ?? 'published',
      snapshotId ?? '',
      sourceRow === undefined ? '' : `${sourcePath ?? ''}:${sourceRow ?? ''}`,
      codes?.join(', ') ?? '',
    ],
  );
  return [
    ...(where.length === 0 ? [] : [...several(of, places), textTable(headers, where), '']),
    ...runs.map(runText),
  ].join('\n');
}

const headers = ['table', 'tenant', 'key', 'code', 'state', 'snapshot', 'source row', 'reasons'];

const keyText = (text: string | null): string => (text === null ? '(blank)' : quoted(text).slice(1, -1));

/** Where rows of different things answer to one name, that is said before they are listed. */
function several(of: string, places: Lineage['places']): readonly string[] {
  const things = new Set(
    places.map(
      ({ dataset, tenant, key }) =>
        `${dataset === 'parts' ? 'part' : 'supplier'} ${keyText(key)} of ${tenant}`,
    ),
  );
  if (things.size < 2) return [];
  return [
    `${of} stands for ${things.size} things: ${[...things].join(', ')}. Name one by its key, with --tenant.`,
    '',
  ];
}

const runText = ({ runId, tenant, status, startedAt, deliveryId, files, tables }: Lineage['runs'][number]) =>
  [
    `run ${runId}: ${tenant ?? ''}, ${status}, started ${startedAt}`,
    ...(deliveryId === null ? [] : [`  delivery ${deliveryId}`]),
    ...files.map(
      ({ dataset, path, digest, rows }) =>
        `  read ${path} (${dataset}, ${countText(rows)} rows, sha256 ${digest})`,
    ),
    ...tables.map(({ table, snapshotId }) => `  published ${table}, snapshot ${snapshotId}`),
  ].join('\n');

const examples = `
Examples:
  quayside lineage 01K32YG7RY6TRZ17NY08GB2GEE --workspace ./work
  quayside lineage S004711 --tenant acme                      by its supplier_code
  quayside lineage 1dadd958-00ce-4030-8de1-8110e3084a15 --json`;
