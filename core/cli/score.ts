import type { Command } from 'commander';
import type { Host } from '../app/host.ts';
import { tenantArgument, timeArgument, userPath } from './arguments.ts';
import type { Terminal } from './terminal.ts';

interface Options {
  readonly tenant: string;
  readonly asOf?: Date;
}

export function scoreCommand(quayside: Command, terminal: Terminal, host: () => Host): void {
  quayside
    .command('score')
    .description(
      'Compare the verdict on generated files with the ground truth beside them: caught and missed by kind, false alarms.',
    )
    .argument('<dir>', 'folder that `quayside generate` wrote')
    .requiredOption('--tenant <name>', 'whose files', tenantArgument)
    .option(
      '--as-of <time>',
      'judge as of this time (default: the logical time that the ground truth states)',
      timeArgument,
    )
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n  quayside score ./acme --tenant acme\n  quayside score ./demo --tenant globex --json',
    )
    .action(async (folder: string, options: Options) => {
      const [{ score }, { scoreText }] = await Promise.all([
        import('../app/score.ts'),
        import('./score-text.ts'),
      ]);
      const result = await score(host(), { ...options, folder: userPath(folder) }, terminal.work);
      terminal.result(result, () => scoreText(options.tenant, result));
    });
}
