import { type Command, CommanderError } from 'commander';
import { defaultScratchRoot, readLeaseSeconds } from '../app/host.ts';
import { readRuntimeFolder } from '../app/runtime-folder.ts';
import { QuaysideError } from '../base/errors.ts';
import { readLimits } from '../base/limits.ts';
import { auditCommand } from './audit.ts';
import { checkCommand } from './check.ts';
import { cleanCommand } from './clean.ts';
import { QuaysideCommand } from './command.ts';
import { contractsCommand } from './contracts.ts';
import { demoCommand } from './demo.ts';
import { doctorCommand } from './doctor.ts';
import { generateCommand } from './generate.ts';
import { lineageCommand } from './lineage.ts';
import { quarantineCommand } from './quarantine.ts';
import { queryCommand } from './query.ts';
import { runCommand } from './run.ts';
import { runsCommand } from './runs.ts';
import { readTelemetry } from '../telemetry/settings.ts';
import { scoreCommand } from './score.ts';
import { searchCommand } from './search.ts';
import { serveCommand } from './serve.ts';
import { settingsCommand } from './settings.ts';
import { workspaceCommand } from './workspace.ts';
import { tablesCommand } from './tables.ts';
import { failure, openTerminal, type Terminal } from './terminal.ts';

/** The command line. Returns the exit code: 0 done, 1 our fault, 2 usage, 3 the input is not acceptable, 4 conflict. */
export async function main(args: readonly string[]): Promise<number> {
  const cancel = new AbortController();
  const interrupted = (): void => cancel.abort();
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  const terminal = openTerminal(args, cancel.signal);
  try {
    await program(terminal).parseAsync(args, { from: 'user' });
    return terminal.exit;
  } catch (cause) {
    return exitCodeOf(terminal, cause);
  } finally {
    terminal.progressDone();
    process.off('SIGINT', interrupted);
    process.off('SIGTERM', interrupted);
  }
}

const commands = [
  generateCommand,
  checkCommand,
  runCommand,
  runsCommand,
  tablesCommand,
  cleanCommand,
  quarantineCommand,
  queryCommand,
  auditCommand,
  lineageCommand,
  scoreCommand,
  demoCommand,
  searchCommand,
  settingsCommand,
  serveCommand,
  contractsCommand,
  workspaceCommand,
  doctorCommand,
];

function program(terminal: Terminal): Command {
  const environment = process.env;
  const host = () => ({
    limits: readLimits(environment),
    scratchRoot: defaultScratchRoot(environment),
    now: () => new Date(),
    leaseSeconds: readLeaseSeconds(environment),
    telemetry: readTelemetry(environment),
    runtimeFolder: readRuntimeFolder(environment),
  });
  const quayside = new QuaysideCommand('quayside')
    .description("From a customer's supplier and part files to a verdict on every row, and into the tables.")
    .version('0.1.0')
    .exitOverride()
    .showHelpAfterError('(add --help for what is expected)')
    .configureOutput({ writeErr: (text) => terminal.usage(text) })
    .addHelpText('after', overview);
  for (const command of commands) {
    command(quayside, terminal, host);
  }
  return quayside;
}

function exitCodeOf(terminal: Terminal, cause: unknown): number {
  if (cause instanceof CommanderError) {
    if (cause.exitCode === 0) return 0;
    return terminal.refuse(new QuaysideError('USAGE', cause.message.replace(/^error: /, '')), {
      saidAlready: true,
    });
  }
  return terminal.refuse(failure(cause));
}

const overview = `
Examples:
  quayside demo                                             two tenants, generated, checked and scored
  quayside generate --tenant acme --out ./acme              20,000 rows with 6 % dirt and their ground truth
  quayside check ./acme --tenant acme                       what would pass, what would fail and why
  quayside run --tenant acme --source ./acme                into the tables of a workspace; the rest waits in quarantine
  quayside run --all --source ./in                         a folder per tenant, several at once, a process each
  quayside runs                                             what ran, what is on, what waits
  quayside doctor                                           what is not as it should be, and what to do
  quayside score ./acme --tenant acme                       caught and missed against the ground truth
  quayside check suppliers.csv --tenant acme --json         the verdict as one JSON document

Exit codes: 0 done (also with rows in quarantine), 1 our fault, 2 usage, 3 the input is not acceptable, 4 conflict.
Environment: QUAYSIDE_MEMORY (e.g. 2GiB), QUAYSIDE_THREADS, QUAYSIDE_SCRATCH (folder for temporary files),
QUAYSIDE_RUNTIME (folder where this user's workers are counted, over all workspaces),
QUAYSIDE_LOG (error, warn, info, debug), OTEL_EXPORTER_OTLP_ENDPOINT (where traces and metrics go).`;
