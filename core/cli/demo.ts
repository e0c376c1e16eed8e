import type { Command } from 'commander';
import type { Host } from '../app/host.ts';
import { countArgument, seedArgument, timeArgument, userPath } from './arguments.ts';
import type { Terminal } from './terminal.ts';

interface Options {
  readonly workspace: string;
  readonly suppliers: number;
  readonly parts: number;
  readonly seed: number;
  readonly asOf?: Date;
}

export function demoCommand(quayside: Command, terminal: Terminal, host: () => Host): void {
  quayside
    .command('demo')
    .description(
      'Two tenants with known dirt: generated, run into Iceberg tables and scored. Needs no account, server or network.',
    )
    .option(
      '--workspace <dir>',
      'where deliveries, journal and tables are, created if missing',
      'quayside-demo',
    )
    .option('--suppliers <n>', 'suppliers of each tenant', countArgument, 5000)
    .option('--parts <n>', 'parts of each tenant', countArgument, 5000)
    .option('--seed <s>', 'what the rows are drawn from', seedArgument, 1)
    .option(
      '--as-of <time>',
      'the logical time (default: that of the last demo in the workspace, else now)',
      timeArgument,
    )
    .option('--json', 'one JSON document on stdout')
    .addHelpText(
      'after',
      '\nExamples:\n  quayside demo\n  quayside demo --suppliers 100000 --parts 100000 --seed 7 --workspace ./big\n\nThe same demo again changes nothing; another one replaces the rows of its two tenants.',
    )
    .action(async ({ workspace, asOf, ...sizes }: Options) => {
      const [{ demo }, { demoText }] = await Promise.all([
        import('../app/demo.ts'),
        import('./demo-text.ts'),
      ]);
      const here = host();
      const place = { ...sizes, workspace: userPath(workspace) };
      const request = asOf === undefined ? place : { ...place, logicalTime: asOf };
      const result = await demo(here, request, terminal.work);
      const { tenants, seconds } = result;
      terminal.result({ tenants, seconds }, () => demoText(result, request));
    });
}
