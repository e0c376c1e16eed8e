import type { Command } from 'commander';
import type { Host } from '../app/host.ts';
import type { RunRequest } from '../app/run-job.ts';
import { QuaysideError } from '../base/errors.ts';
import { jobsArgument, priorityArgument, tenantArgument, userPath } from './arguments.ts';
import { type DeliveryOptions, withReading } from './delivery-options.ts';
import type { Terminal } from './terminal.ts';
import { withNewWorkspace } from './workspace-option.ts';

interface Options extends Omit<DeliveryOptions, 'tenant'> {
  readonly tenant?: string;
  readonly all?: true;
  readonly source: readonly string[];
  readonly workspace: string;
  readonly full?: true;
  readonly detach?: true;
  readonly plan?: true;
  readonly jobs?: number;
  readonly priority?: number;
}

export function runCommand(quayside: Command, terminal: Terminal, host: () => Host): void {
  const command = quayside
    .command('run')
    .description(
      'Take a delivery all the way: received, judged, published into the tables of a workspace; the rest waits in quarantine.',
    )
    .requiredOption(
      '--source <path...>',
      'a folder, or files of one delivery (CSV, TSV, Parquet, also .gz for text); with --all a folder that has one folder per tenant',
    )
    .option('--tenant <name>', 'whose delivery it is', tenantArgument)
    .option('--all', 'a delivery of every tenant that has a folder in --source, several at once')
    .option(
      '--jobs <n>',
      'runs at once, each in a process of its own (default: one per thread)',
      jobsArgument,
    )
    .option('--plan', 'only say what it would change in the tables')
    .option('--detach', 'put it into the queue, print the run and return; it goes on in the background')
    .option('--priority <n>', 'its place in the queue: higher goes first (default: 0)', priorityArgument)
    .option(
      '--full',
      'everything the source has: keys that are gone are listed, and removed where the tenant wants it (default: what is new or changed)',
    );
  withNewWorkspace(withReading(command))
    .addHelpText('after', examples)
    .action(async (options: Options) => {
      const requests = await requestsOf(options);
      const { warnOfSettings } = await import('./settings-warnings.ts');
      await warnOfSettings(terminal, userPath(options.workspace));
      const [first] = requests;
      if (options.plan === true) {
        const { plan } = await import('./run-plan.ts');
        await plan(terminal, host(), requests);
      } else if (options.detach === true) {
        const { detach } = await import('./run-detached.ts');
        await detach(terminal, host(), requests, options);
      } else if (options.all === true) {
        const { runAll } = await import('./run-all.ts');
        await runAll(terminal, host(), requests, options);
      } else if (first !== undefined) {
        const [{ run }, { runText }] = await Promise.all([import('../app/run.ts'), import('./run-text.ts')]);
        const result = await run(host(), first, terminal.work);
        terminal.result(result, () => runText(result));
        const { goOn } = await import('./go-on.ts');
        goOn(terminal, host(), first.workspace);
      }
    });
}

/** One per tenant; the workspace's settings hold where the command line says nothing. */
async function requestsOf({
  source,
  workspace,
  severity,
  full,
  tenant,
  all,
  ...options
}: Options): Promise<readonly RunRequest[]> {
  const { runRequestOf } = await import('../app/run-request.ts');
  const sources = source.map(userPath);
  const folder = userPath(workspace);
  const request = (of: string, from: readonly string[]): Promise<RunRequest> =>
    runRequestOf(folder, {
      ...options,
      tenant: of,
      sources: from,
      kind: full === true ? 'full' : 'delta',
      severities: severity,
    });
  if (all === true) {
    const [root, more] = sources;
    if (tenant !== undefined || root === undefined || more !== undefined) throw unclear();
    const { tenantFolders } = await import('../app/tenant-folders.ts');
    const folders = await tenantFolders(root);
    return Promise.all(folders.map((one) => request(one.tenant, [one.folder])));
  }
  if (tenant === undefined) throw unclear();
  return [await request(tenant, sources)];
}

const unclear = (): QuaysideError =>
  new QuaysideError(
    'USAGE',
    'Expected either --tenant <name>, or --all with one --source that has a folder per tenant.',
  );

const examples = `
Examples:
  quayside run --tenant acme --source ./delivery
  quayside run --tenant acme --source suppliers.csv parts.csv --workspace ./lakehouse --timezone Europe/Berlin
  quayside run --tenant acme --source ./delivery --as-of 2026-11-24T02:00:00Z --json
  quayside run --all --source ./deliveries --jobs 4         ./deliveries/acme, ./deliveries/globex, …: a tenant each
  quayside run --tenant acme --source ./delivery --plan     what it would insert, update and put into quarantine
  quayside run --tenant acme --source ./delivery --detach   prints the run's id; quayside runs watch ID

The same delivery again changes nothing. A row that is older than what its key was last seen with changes nothing either.
Runs at once share QUAYSIDE_MEMORY and QUAYSIDE_THREADS, over all workspaces of this user on the machine. One that ends for a passing reason,
or whose process dies, is tried again, up to 5 times.`;
