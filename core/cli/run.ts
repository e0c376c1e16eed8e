import type { Command } from 'commander';
import type { Host } from '../app/host.ts';
import { userPath } from './arguments.ts';
import { type DeliveryOptions, withDelivery } from './delivery-options.ts';
import type { Terminal } from './terminal.ts';
import { withWorkspace } from './workspace-option.ts';

interface Options extends DeliveryOptions {
  readonly source: readonly string[];
  readonly workspace: string;
  readonly full?: true;
}

export function runCommand(quayside: Command, terminal: Terminal, host: () => Host): void {
  const command = quayside
    .command('run')
    .description(
      'Take a delivery all the way: received, judged, published into the tables of a workspace; the rest waits in quarantine.',
    )
    .requiredOption(
      '--source <path...>',
      'a folder, or files of one delivery (CSV, TSV, Parquet, also .gz for text)',
    )
    .option(
      '--full',
      'everything the source has: keys that are gone are listed, and removed where the tenant wants it (default: what is new or changed)',
    );
  withWorkspace(withDelivery(command))
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
