import { readdir, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { auditVerify } from '../../core/app/audit.ts';
import { type DoctorReport, doctor } from '../../core/app/doctor/doctor.ts';
import type { Host } from '../../core/app/host.ts';
import { openQueue } from '../../core/app/run-queue.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import { loadAll } from '../../core/app/table-views.ts';
import { referredBy } from '../../core/iceberg/upkeep/orphans.ts';
import { sweepScratch } from '../../core/runs/scratch.ts';
import { isActive } from '../../core/runs/machine.ts';
import { findLeftovers } from '../../core/silver/leftovers.ts';

/** What must hold at any moment, whoever works: the audit trail is whole, and every published file is what was published. */
export async function checkWhole(host: Host, folder: string): Promise<readonly string[]> {
  const { recordFaults, fileFaults } = await auditVerify(host, folder);
  return [...recordFaults, ...fileFaults].map((fault) => `audit verify: ${JSON.stringify(fault)}`);
}

/** What must hold when nobody works any more and every tenant's leftovers of killed processes were settled. */
export async function checkEnd(host: Host, folder: string): Promise<readonly string[]> {
  const faults: string[] = [];
  await using workspace = await Workspace.open(host, folder);
  const { catalog, journal } = workspace;
  const open = journal.openIntents().filter(({ tenant }) => tenant !== null);
  if (open.length > 0) faults.push(`${open.length} publications are open`);
  for (const table of await loadAll(workspace)) {
    for (const path of await referredBy(table)) {
      if ((await stat(path).catch(() => undefined)) === undefined)
        faults.push(`${path} is gone, which a table needs`);
    }
  }
  faults.push(...(await diagnosis(host, folder)));
  const left = await findLeftovers(catalog, journal, folder);
  if (left.length > 0) faults.push(`${left.length} files stay that nothing needs`);
  faults.push(...(await checkWhole(host, folder)));
  faults.push(...databases.flatMap((name) => damage(join(folder, name))));
  using queue = openQueue(host, workspace.folder);
  queue.sweep();
  const on = queue.open().filter(({ state }) => isActive(state));
  if (on.length > 0) faults.push(`${on.length} runs are on, which nobody does`);
  await sweepScratch(host.scratchRoot, hostname());
  const scratch = await readdir(host.scratchRoot);
  if (scratch.length > 0) faults.push(`scratch holds ${scratch.join(', ')}`);
  return faults;
}

/** What the doctor can not put right, or finds once more after it did. */
async function diagnosis(host: Host, folder: string): Promise<readonly string[]> {
  const request = { workspace: folder, minFree: 0, settleMilliseconds: 0 };
  const repaired = await doctor(host, { ...request, repair: true });
  const again = await doctor(host, { ...request, deep: true });
  return [...told(repaired, ['note', 'repaired']), ...told(again, ['note'])];
}

const told = ({ checks }: DoctorReport, fine: readonly string[]): readonly string[] =>
  checks.flatMap(({ name, findings }) =>
    findings
      .filter(({ state }) => !fine.includes(state))
      .map(({ code, where, found }) => `doctor, ${name}: ${code} ${where}: ${found}`),
  );

const databases = ['journal.sqlite', 'catalog.sqlite', 'runs.sqlite'];

function damage(path: string): readonly string[] {
  using db = new DatabaseSync(path, { readOnly: true });
  const rows = db.prepare('PRAGMA integrity_check').all();
  return rows.flatMap(({ integrity_check: said }) => (said === 'ok' ? [] : [`${path}: ${String(said)}`]));
}
