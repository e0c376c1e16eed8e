import type { Command } from 'commander';
import type { Host } from '../app/host.ts';
import { QuaysideError } from '../base/errors.ts';
import type { RunView } from '../journal/runs.ts';
import { tenantArgument, userPath } from './arguments.ts';
import type { Terminal } from './terminal.ts';
import { countText, textTable } from './text-table.ts';
import { withWorkspace } from './workspace-option.ts';

interface Options {
  readonly workspace: string;
  readonly tenant?: string;
}

export function runsCommand(quayside: Command, terminal: Terminal, host: () => Host): void {
  const runs = quayside
    .command('runs')
    .description('What ran in a workspace.')
    .addHelpText('after', '\nExamples:\n  quayside runs --workspace ./work\n  quayside runs show RUN');
  withWorkspace(runs.command('list', { isDefault: true }).description('The last 50 runs, the newest first.'))
    .option('--tenant <name>', 'only of this tenant', tenantArgument)
    .addHelpText(
      'after',
      '\nExamples:\n  quayside runs --workspace ./work\n  quayside runs list --tenant acme --json',
    )
    .action(async ({ workspace, tenant }: Options) => {
      const { Workspace } = await import('../app/run-workspace.ts');
      await using open = await Workspace.open(host(), userPath(workspace));
      const views = open.journal.runs({ tenant });
      terminal.result({ runs: views }, () => runsText(views));
    });
  withWorkspace(runs.command('show').description('One run: where its rows went.'))
    .argument('<id>', 'of the run')
    .addHelpText('after', '\nExamples:\n  quayside runs show 4f5c… --workspace ./work')
    .action(async (id: string, { workspace }: Options) => {
      const { Workspace } = await import('../app/run-workspace.ts');
      await using open = await Workspace.open(host(), userPath(workspace));
      const view = open.journal.run(id);
      if (view === undefined) {
        throw new QuaysideError('USAGE', `No run ${id} in ${open.folder}; \`quayside runs\` lists them.`, {
          parameters: { id },
        });
      }
      terminal.result(view, () => runText(view));
    });
}

const runsText = (views: readonly RunView[]): string =>
  views.length === 0
    ? 'Nothing ran yet; `quayside run` takes a delivery in.'
    : textTable(
        ['run', 'started', 'tenant', 'status', 'seconds'],
        views.map(({ runId, startedAt, tenant, status, seconds }) => [
          runId,
          startedAt,
          tenant ?? '',
          status,
          seconds?.toFixed(1) ?? '',
        ]),
      );

function runText({ runId, tenant, status, startedAt, seconds, sources, datasets, error }: RunView): string {
  const rows = Object.entries(datasets).flatMap(([dataset, counts]) =>
    counts === undefined
      ? []
      : [
          [
            dataset,
            ...[
              counts.landed,
              counts.inserted,
              counts.updated,
              counts.unchanged,
              counts.quarantined,
              counts.repeated,
              counts.superseded,
            ].map(countText),
          ],
        ],
  );
  return [
    `${runId}: ${tenant ?? ''}, ${status}, started ${startedAt}${seconds === undefined ? '' : `, ${seconds.toFixed(1)} s`}`,
    ...sources.map((source) => `  from ${source}`),
    ...(error === undefined ? [] : [`  ${error.code}`]),
    ...(rows.length === 0
      ? []
      : [
          '',
          textTable(
            ['', 'landed', 'inserted', 'updated', 'unchanged', 'in quarantine', 'repeated', 'superseded'],
            rows,
          ),
        ]),
  ].join('\n');
}
