import type { Command } from 'commander';
import { json, type Json } from '../../contracts/json.ts';
import type { Host } from '../app/host.ts';
import type { WorkspaceSettings } from '../app/settings-change.ts';
import { QuaysideError } from '../base/errors.ts';
import { tenantArgument, userPath } from './arguments.ts';
import type { Terminal } from './terminal.ts';
import { textTable } from './text-table.ts';
import { withWorkspace } from './workspace-option.ts';

interface Options {
  readonly workspace: string;
}

interface ChangeOptions extends Options {
  readonly tenant?: string;
}

export function settingsCommand(quayside: Command, terminal: Terminal, host: () => Host): void {
  const settings = quayside
    .command('settings')
    .description("What a workspace's settings.json says, and what holds for each tenant.");
  withWorkspace(settings.command('show', { isDefault: true }).description('What holds for each tenant.'))
    .addHelpText(
      'after',
      '\nExamples:\n  quayside settings --workspace ./work\n  quayside settings show --json',
    )
    .action(async ({ workspace }: Options) => {
      const { workspaceSettings } = await import('../app/settings-change.ts');
      const found = await workspaceSettings(host(), userPath(workspace));
      terminal.result(found, () => settingsText(found));
    });
  withWorkspace(
    settings
      .command('set')
      .description('Set one of a tenant, or of the workspace; the journal records the change.'),
  )
    .argument('<name>', 'such as staleAfterDays or severities.INVALID_EMAIL')
    .argument('<value>', 'JSON, or a text')
    .option(
      '--tenant <name>',
      'whose setting; without it the setting of the workspace: person, upkeep',
      tenantArgument,
    )
    .addHelpText('after', examples)
    .action((name: string, value: string, options: ChangeOptions) => change(name, valueOf(value), options));
  withWorkspace(
    settings.command('unset').description("Take one of a tenant's away: the default holds again."),
  )
    .argument('<name>', 'such as staleAfterDays or severities.INVALID_EMAIL')
    .option(
      '--tenant <name>',
      'whose setting; without it the setting of the workspace: person, upkeep',
      tenantArgument,
    )
    .addHelpText('after', examples)
    .action((name: string, options: ChangeOptions) => change(name, null, options));

  async function change(name: string, value: Json, { workspace, tenant }: ChangeOptions): Promise<void> {
    const { changeSettings, workspaceSettings } = await import('../app/settings-change.ts');
    const folder = userPath(workspace);
    const { version } = await workspaceSettings(host(), folder);
    const path = name.split('.');
    if (tenant === undefined && !workspaceWide.has(path[0] ?? ''))
      throw new QuaysideError('USAGE', `${name} is a setting of a tenant: name it with --tenant.`, {
        parameters: { setting: name },
      });
    const wishes = [{ path: tenant === undefined ? path : ['tenants', tenant, ...path], value }];
    const changed = await changeSettings(host(), folder, { version, wishes });
    terminal.result(changed, () => settingsText(changed));
  }
}

/** Settings that are nobody's in particular. */
const workspaceWide: ReadonlySet<string> = new Set(['person', 'upkeep']);

function valueOf(text: string): Json {
  try {
    return json.parse(JSON.parse(text));
  } catch {
    return text;
  }
}

const settingsText = ({ settings: { person }, tenants }: WorkspaceSettings): string =>
  [...(person === undefined ? [] : [`Who works here: ${person}`]), tenantsText(tenants)].join('\n');

const tenantsText = (tenants: WorkspaceSettings['tenants']): string =>
  tenants.length === 0
    ? 'No tenant yet: the defaults hold for everybody.'
    : textTable(
        ['tenant', 'stale after', 'time zone', 'full delivery removes', 'severities', 'own codes'],
        tenants.map(({ tenant, staleAfterDays, timezone, fullDelivery, severities, codeLists }) => [
          tenant,
          `${staleAfterDays} days`,
          timezone,
          fullDelivery.removes ? `up to ${fullDelivery.maxShare * 100} %` : 'no',
          Object.entries(severities)
            .map(([code, severity]) => `${code}=${severity}`)
            .join(', '),
          [...codeLists.certifications, ...codeLists.complianceFlags].join(', '),
        ]),
      );

const examples = `
Examples:
  quayside settings set staleAfterDays 14 --tenant acme
  quayside settings set severities.INVALID_EMAIL error --tenant acme
  quayside settings set person "Anna Nowak"
  quayside settings set fullDelivery.removes true --tenant acme --workspace ./work
  quayside settings unset staleAfterDays --tenant acme`;
