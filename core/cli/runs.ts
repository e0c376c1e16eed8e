import type { Command } from 'commander';
import type { Host } from '../app/host.ts';
import { tenantArgument, userPath } from './arguments.ts';
import { runsActions } from './runs-actions.ts';
import type { Terminal } from './terminal.ts';
import { withWorkspace } from './workspace-option.ts';

interface Options {
  readonly workspace: string;
  readonly tenant?: string;
}

export function runsCommand(quayside: Command, terminal: Terminal, host: () => Host): void {
  const runs = quayside
    .command('runs')
    .description('What ran in a workspace, what is on, and what waits.')
    .addHelpText('after', '\nExamples:\n  quayside runs --workspace ./work\n  quayside runs show RUN');
  withWorkspace(
    runs
      .command('list', { isDefault: true })
      .description('What waits for its turn, then the last 50 runs, the newest first.'),
  )
    .option('--tenant <name>', 'only of this tenant', tenantArgument)
    .addHelpText(
      'after',
      '\nExamples:\n  quayside runs --workspace ./work\n  quayside runs list --tenant acme --json',
    )
    .action(async ({ workspace, tenant }: Options) => {
      const [{ listRuns }, { runsText }] = await Promise.all([
        import('../app/run-status.ts'),
        import('./runs-text.ts'),
      ]);
      const views = await listRuns(host(), userPath(workspace), tenant);
      terminal.result({ runs: views }, () => runsText(views));
      const { goOn } = await import('./go-on.ts');
      goOn(terminal, host(), userPath(workspace));
    });
  withWorkspace(runs.command('show').description('One run: how far it is, or where its rows went.'))
    .argument('<id>', 'of the run')
    .addHelpText('after', '\nExamples:\n  quayside runs show 4f5c… --workspace ./work')
    .action(async (id: string, { workspace }: Options) => {
      const [{ showRun }, { oneRunText }] = await Promise.all([
        import('../app/run-status.ts'),
        import('./runs-text.ts'),
      ]);
      const view = await showRun(host(), userPath(workspace), id);
      terminal.result(view, () => oneRunText(view));
    });
  withWorkspace(runs.command('spans').description('Where the time of a run went, stage by stage.'))
    .argument('<id>', 'of the run')
    .addHelpText(
      'after',
      '\nExamples:\n  quayside runs spans 4f5c… --workspace ./work\n  quayside runs spans 4f5c… --json',
    )
    .action(async (id: string, { workspace }: Options) => {
      const [{ runSpans }, { spansText }] = await Promise.all([
        import('../app/run-spans.ts'),
        import('./spans-text.ts'),
      ]);
      const spans = await runSpans(host(), userPath(workspace), id);
      terminal.result({ runId: id, spans }, () => spansText(spans));
    });
  runsActions(runs, terminal, host);
}
