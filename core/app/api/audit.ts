import type { z } from 'zod';
import type { Job } from '../../../contracts/api/jobs.ts';
import type { auditVerdict } from '../../../contracts/api/outcomes.ts';
import { auditLog, auditVerify } from '../audit.ts';
import { lineageGraph } from '../lineage-graph.ts';
import { Workspace } from '../run-workspace.ts';
import { procedures } from './context.ts';
import type { Engine } from './engine.ts';

const { audit } = procedures;

export function auditApi({ host, workspace: folder, jobs }: Engine) {
  return {
    log: audit.log.handler(async ({ input }) => {
      const found = await auditLog(host, folder, { ...input, limit: input.limit + 1 });
      const shown = found.slice(0, input.limit);
      await using workspace = await Workspace.open(host, folder);
      const { seq, hash } = workspace.journal.head();
      return {
        entries: shown.map(({ hash: link, ...record }) => ({ record, hash: link })),
        next: found.length > shown.length ? (shown.at(-1)?.seq ?? null) : null,
        head: { seq, hash },
      };
    }),
    verify: audit.verify.handler(() =>
      jobs.start('verify', { subject: 'journal' }, async (work) => {
        const { recordFaults, ...verdict } = await auditVerify(host, folder, work);
        return {
          ...verdict,
          recordFaults: recordFaults.map((fault) => ({
            kind: fault.kind,
            seq: 'seq' in fault ? fault.seq : null,
          })),
          at: host.now().toISOString(),
        };
      }),
    ),
    seal: audit.seal.handler(() => ({ seal: lastVerdict(jobs.list()) })),
    lineage: audit.lineage.handler(({ input, signal }) =>
      lineageGraph(host, { workspace: folder, ...input }, { signal }),
    ),
  };
}

function lastVerdict(all: readonly Job[]): z.infer<typeof auditVerdict> | null {
  for (const job of all) if (job.kind === 'verify' && job.outcome !== undefined) return job.outcome;
  return null;
}
