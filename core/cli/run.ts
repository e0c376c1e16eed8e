import type { Command } from 'commander';
import type { Severity, ViolationCode } from '../../contracts/data/violation-codes.ts';
import type { Host } from '../app/host.ts';
import { severityArgument, tenantArgument, timeArgument, timezoneArgument, userPath } from './arguments.ts';
import type { Terminal } from './terminal.ts';

interface Options {
  readonly tenant: string;
  readonly source: readonly string[];
  readonly workspace: string;
  readonly asOf?: Date;
  readonly extractedAt?: Date;
  readonly timezone?: string;
  readonly dataSource?: string;
  readonly full?: true;
  readonly severity?: Partial<Record<ViolationCode, Severity>>;
}

export function runCommand(quayside: Command, terminal: Terminal, host: () => Host): void {
  quayside
    .command('run')
    .description(
      'Take a delivery all the way: received, judged, published into the tables of a workspace; the rest waits in quarantine.',
    )
    .requiredOption('--tenant <name>', 'whose delivery it is', tenantArgument)
    .requiredOption(
      '--source <path...>',
      'a folder, or files of one delivery (CSV, TSV, Parquet, also .gz for text)',
    )
    .option('--workspace <dir>', 'where journal and tables are, created if missing', 'quayside-workspace')
    .option(
      '--full',
      'everything the source has: keys that are gone are listed, and removed where the tenant wants it (default: what is new or changed)',
    )
    .option('--as-of <time>', 'the time that time rules are judged by (default: now)', timeArgument)
    .option(
      '--extracted-at <time>',
      'when the source was read; stands in for a missing source_timestamp column',
      timeArgument,
    )
    .option(
      '--timezone <zone>',
      "what a time without an offset means (default: the tenant's setting, else UTC)",
      timezoneArgument,
    )
    .option('--data-source <name>', 'where the rows come from; stands in for a missing data_source column')
    .option(
      '--severity <CODE=level>',
      "this tenant's severity of a code: error, warning or off (repeatable)",
      severityArgument,
    )
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', examples)
    .action(async ({ source, workspace, severity, full, ...options }: Options) => {
      const [{ run }, { runText }, { readTenantSettings }] = await Promise.all([
        import('../app/run.ts'),
        import('./run-text.ts'),
        import('../app/tenant-settings.ts'),
      ]);
      const folder = userPath(workspace);
      const settings = await readTenantSettings(folder, options.tenant);
      const result = await run(
        host(),
        {
          ...settings,
          ...options,
          sources: source.map(userPath),
          workspace: folder,
          kind: full === true ? 'full' : 'delta',
          severities: { ...settings.severities, ...severity },
        },
        terminal.work,
      );
      terminal.result(result, () => runText(result));
    });
}

const examples = `
Examples:
  quayside run --tenant acme --source ./delivery
  quayside run --tenant acme --source suppliers.csv parts.csv --workspace ./lakehouse --timezone Europe/Berlin
  quayside run --tenant acme --source ./delivery --as-of 2026-11-24T02:00:00Z --json

The same delivery again changes nothing. A row that is older than what its key was last seen with changes nothing either.`;
