import type { Command } from 'commander';
import type { Host } from '../app/host.ts';
import type { RunResult } from '../app/run-result.ts';
import { QuaysideError } from '../base/errors.ts';
import { userPath } from './arguments.ts';
import type { Terminal } from './terminal.ts';
import { withWorkspace } from './workspace-option.ts';

interface Options {
  readonly workspace: string;
}

/** What can be done with a run: gone on with, tried again, stopped, looked at while it is on. */
export function runsActions(runs: Command, terminal: Terminal, host: () => Host): void {
  withWorkspace(
    runs
      .command('resume')
      .description(
        'Go on with a run whose process was killed, or with all of them: what was being published is completed, anything else judged again as of the same time.',
      ),
  )
    .argument('[id]', 'of the run (default: all that were interrupted; those that wait for a turn go on too)')
    .addHelpText(
      'after',
      '\nExamples:\n  quayside runs resume --workspace ./work\n  quayside runs resume 4f5c…',
    )
    .action(async (id: string | undefined, { workspace }: Options) => {
      const folder = userPath(workspace);
      if (id !== undefined) return again(id, folder, 'resume');
      const { interruptedRuns } = await import('../app/run-again.ts');
      const runIds = await interruptedRuns(host(), folder);
      const { startEngineIfNeeded } = await import('../app/run-spawn.ts');
      await resumeAll(runIds, folder, startEngineIfNeeded(host(), folder));
    });
  withWorkspace(
    runs
      .command('retry')
      .description(
        'Try a run again that failed, was cancelled or waits for its next attempt, with the same request.',
      ),
  )
    .argument('<id>', 'of the run')
    .addHelpText('after', '\nExamples:\n  quayside runs retry 4f5c… --workspace ./work')
    .action((id: string, { workspace }: Options) => again(id, userPath(workspace), 'retry'));
  withWorkspace(
    runs
      .command('cancel')
      .description(
        'Stop a run that waits or is on; nothing of it stays unless it is being published. After a run: the upkeep of the tables.',
      ),
  )
    .argument('<id>', 'of the run')
    .addHelpText('after', '\nExamples:\n  quayside runs cancel 4f5c… --workspace ./work')
    .action(async (id: string, { workspace }: Options) => {
      const { cancelRun, stopUpkeep } = await import('../app/run-again.ts');
      if (await stopUpkeep(host(), userPath(workspace), id)) {
        const stopped = { runId: id, state: 'published', upkeep: 'stopped' };
        terminal.result(
          stopped,
          () => `The upkeep after run ${id} has stopped; the run itself was done before.`,
        );
        return;
      }
      const state = await cancelRun(host(), userPath(workspace), id);
      if (state !== 'cancelled') throw notCancelled(id, state);
      terminal.result({ runId: id, state }, () => `Run ${id} is cancelled; nothing of it was published.`);
    });
  withWorkspace(runs.command('watch').description('How far a run is, until it is over.'))
    .argument('<id>', 'of the run')
    .addHelpText('after', '\nExamples:\n  quayside runs watch 4f5c… --workspace ./work')
    .action(async (id: string, { workspace }: Options) => {
      const [{ watchRun }, { newsText, oneRunText }] = await Promise.all([
        import('../app/run-status.ts'),
        import('./runs-text.ts'),
      ]);
      const { goOn } = await import('./go-on.ts');
      goOn(terminal, host(), userPath(workspace));
      const view = await watchRun(
        host(),
        userPath(workspace),
        id,
        (status) => terminal.news(newsText(status)),
        terminal.work,
      );
      terminal.result(view, () => oneRunText(view));
    });

  async function again(id: string, folder: string, how: 'resume' | 'retry'): Promise<void> {
    const [{ attemptAgain }, { runText }] = await Promise.all([
      import('../app/run-again.ts'),
      import('./run-text.ts'),
    ]);
    const result = await attemptAgain(host(), folder, id, how, terminal.work);
    terminal.result(result, () => runText(result));
  }

  async function resumeAll(ids: readonly string[], folder: string, engine: boolean): Promise<void> {
    const [{ attemptAgain }, { runText }] = await Promise.all([
      import('../app/run-again.ts'),
      import('./run-text.ts'),
    ]);
    const results: RunResult[] = [];
    for (const id of ids) results.push(await attemptAgain(host(), folder, id, 'resume', terminal.work));
    terminal.result({ runs: results }, () =>
      [
        ...(results.length === 0 ? ['No run was interrupted.'] : results.map(runText)),
        ...(engine ? ['Runs that wait for their turn go on in the background.'] : []),
      ].join('\n\n'),
    );
  }
}

const notCancelled = (runId: string, state: string): QuaysideError =>
  new QuaysideError(
    'CONFLICT',
    state === 'published' || state === 'unchanged'
      ? `Run ${runId} was done before it could be stopped: it is ${state}. \`quayside tables rollback\` takes a tenant's rows back.`
      : `Run ${runId} was asked to stop, but is ${state}. Look again with \`quayside runs show ${runId}\`.`,
    { parameters: { runId, state } },
  );
