import type { Command } from 'commander';
import type { Host } from '../app/host.ts';
import { bytesArgument, userPath } from './arguments.ts';
import type { Terminal } from './terminal.ts';

interface Options {
  readonly workspace: string;
  readonly repair?: boolean;
  readonly deep?: boolean;
  readonly minFree?: number;
}

export function doctorCommand(quayside: Command, terminal: Terminal, host: () => Host): void {
  quayside
    .command('doctor')
    .description(
      'Look at all of a workspace: what is not as it should be, and what to do. Writes nothing, unless --repair.',
    )
    .option('--workspace <dir>', 'where journal and tables are; none is made', 'quayside-workspace')
    .option('--repair', 'put right what is safe, and say what is not')
    .option('--deep', 'read every file whole: digests and rows; takes as long as reading the lake')
    .option('--min-free <size>', 'less free space than this is told (default: 256MiB)', bytesArgument)
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', examples)
    .action(async ({ workspace, ...options }: Options) => {
      const [{ doctor }, { doctorText }] = await Promise.all([
        import('../app/doctor/doctor.ts'),
        import('./doctor-text.ts'),
      ]);
      const report = await doctor(host(), { workspace: userPath(workspace), ...options }, terminal.work);
      if (!report.sound) terminal.exit = 3;
      terminal.result(report, () => doctorText(report, workspace));
    });
}

const examples = `
Examples:
  quayside doctor
  quayside doctor --workspace ./work --deep
  quayside doctor --workspace ./work --repair
  quayside doctor --workspace ./work --json

Repaired, each recorded in the journal: what killed processes left open or behind (publications, runs, leases, files that nothing needs, temporary
files, write-ahead logs), and the mirror of the catalog. Never repaired: an altered journal, files that are missing or damaged, rows that are
there twice; it is said what brings them back. Others may work meanwhile: what is theirs is not touched.

Exit codes: 0 sound, or all repaired; 3 something is left to do.`;
