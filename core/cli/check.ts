import type { Command } from 'commander';
import type { Host } from '../app/host.ts';
import { userPath } from './arguments.ts';
import { type DeliveryOptions, withDelivery } from './delivery-options.ts';
import type { Terminal } from './terminal.ts';

interface Options extends DeliveryOptions {
  readonly out?: string;
  readonly showPii?: true;
  readonly workspace?: string;
}

export function checkCommand(quayside: Command, terminal: Terminal, host: () => Host): void {
  const command = quayside
    .command('check')
    .description('Read a delivery and say which rows would pass, which would fail, and why. Changes nothing.')
    .argument('<path...>', 'a folder, or files of one delivery (CSV, TSV, Parquet, also .gz for text)');
  withDelivery(command)
    .option('--workspace <dir>', "workspace whose settings.json holds the tenant's severities and limits")
    .option(
      '--out <dir>',
      'write passing and failing rows with their violations as Parquet (values in clear)',
    )
    .option('--show-pii', 'show personal values in examples instead of masking them')
    .option('--json', 'one JSON document on stdout')
    .addHelpText('after', examples)
    .action(async (paths: readonly string[], options: Options) => {
      const [{ check }, { checkText }, { readTenantSettings }] = await Promise.all([
        import('../app/check.ts'),
        import('./check-text.ts'),
        import('../app/tenant-settings.ts'),
      ]);
      const here = host();
      const { tenant, severity, out, showPii, asOf, workspace, ...reading } = options;
      const settings = await readTenantSettings(
        workspace === undefined ? undefined : userPath(workspace),
        tenant,
      );
      const { warnOfSettings } = await import('./settings-warnings.ts');
      if (workspace !== undefined) await warnOfSettings(terminal, userPath(workspace));
      const result = await check(
        here,
        {
          ...settings,
          ...reading,
          tenant,
          sources: paths.map(userPath),
          asOf: asOf ?? here.now(),
          severities: { ...settings.severities, ...severity },
          showPersonalData: showPii === true,
          ...(out === undefined ? {} : { out: userPath(out) }),
        },
        terminal.work,
      );
      terminal.result(result, () => checkText(result));
    });
}

const examples = `
Examples:
  quayside check ./delivery --tenant acme
  quayside check suppliers.csv parts.csv --tenant acme --as-of 2026-11-24T02:00:00Z
  quayside check vendors.csv --tenant acme --data-source sap.supplier_master --extracted-at 2026-11-23 --timezone Europe/Berlin
  quayside check ./delivery --tenant acme --severity MISSING_CONTACT=off --out ./checked
  quayside check ./delivery --tenant acme --json

In a folder the files named for a dataset are read (suppliers.csv, parts.parquet, processed/acme/suppliers/…); truth and others are listed, not read.

Counts: landed = passed + in quarantine + repeated (the same row again) + superseded (a later row of a change feed
replaces it). With warnings: among the passed. Ignored rows never landed (e.g. those of a sync that did not succeed).`;
