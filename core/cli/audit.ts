import type { Command } from 'commander';
import type { AuditVerdict } from '../app/audit.ts';
import type { Host } from '../app/host.ts';
import { QuaysideError } from '../base/errors.ts';
import type { JournalEntry } from '../journal/entry.ts';
import { tenantArgument, userPath } from './arguments.ts';
import type { Terminal } from './terminal.ts';
import { countText, textTable } from './text-table.ts';
import { withWorkspace } from './workspace-option.ts';

interface Options {
  readonly workspace: string;
  readonly tenant?: string;
}

export function auditCommand(quayside: Command, terminal: Terminal, host: () => Host): void {
  const audit = quayside
    .command('audit')
    .description('Who did what, and can it be proved.')
    .addHelpText('after', '\nExamples:\n  quayside audit log\n  quayside audit verify --workspace ./work');
  withWorkspace(audit.command('log').description('The last 100 records of the journal, the newest first.'))
    .option('--tenant <name>', 'only of this tenant', tenantArgument)
    .addHelpText('after', '\nExamples:\n  quayside audit log --workspace ./work --tenant acme')
    .action(async ({ workspace, tenant }: Options) => {
      const { auditLog } = await import('../app/audit.ts');
      const records = await auditLog(host(), userPath(workspace), { tenant });
      terminal.result({ records }, () => logText(records));
    });
  withWorkspace(audit.command('verify').description('Check every record and every published data file.'))
    .addHelpText('after', '\nExamples:\n  quayside audit verify --workspace ./work')
    .action(async ({ workspace }: Options) => {
      const { auditVerify } = await import('../app/audit.ts');
      const verdict = await auditVerify(host(), userPath(workspace), terminal.work);
      if (!verdict.whole) throw notWhole(verdict);
      terminal.result(
        verdict,
        () =>
          `Whole: ${countText(verdict.records)} records, verified to ${verdict.head.seq}-${verdict.head.hash}; ${countText(verdict.files)} data files are what the journal says.`,
      );
    });
}

const logText = (records: readonly JournalEntry[]): string =>
  records.length === 0
    ? 'The journal is empty.'
    : textTable(
        ['#', 'at', 'who', 'tenant', 'what'],
        records.map(({ seq, at, actor, tenant, kind }) => [String(seq), at, actor, tenant ?? '', kind]),
      );

function notWhole({ recordFaults, fileFaults }: AuditVerdict): QuaysideError {
  const records = recordFaults.map(
    ({ kind, ...where }) => `record ${Object.values(where).join('–')} ${kind}`,
  );
  const files = fileFaults.map(({ kind, path }) => `${path} ${kind}`);
  return new QuaysideError(
    'JOURNAL_DAMAGED',
    `The journal or a data file is not what was recorded: ${[...records, ...files].slice(0, 20).join('; ')}. Restore them from a copy; nothing was changed.`,
    { parameters: { records, files } },
  );
}
