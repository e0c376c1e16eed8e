import type { Command } from 'commander';

/** The same words wherever a command keeps or looks at state. */
export const withWorkspace = (command: Command): Command =>
  command
    .option('--workspace <dir>', 'where journal and tables are, created if missing', 'quayside-workspace')
    .option('--json', 'one JSON document on stdout');
