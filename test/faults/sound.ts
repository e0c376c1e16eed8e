import { expect } from 'vitest';
import { type DoctorReport, doctor } from '../../core/app/doctor/doctor.ts';
import { Workspace } from '../../core/app/run-workspace.ts';
import type { Host } from '../../core/app/host.ts';
import { findLeftovers } from '../../core/silver/leftovers.ts';

/** What the doctor repaired, by code, and how many files it removed as orphans. */
export interface Repaired {
  readonly codes: readonly string[];
  readonly files: number;
}

/**
 * After whatever happened: `doctor --repair` puts right what it finds and finds nothing that needs a person, no file stays that nothing needs,
 * and a second look, which reads every file whole, finds nothing at all. To be called when every process that worked on the workspace is
 * gone; `where` says what happened. Space is not looked at: disks of tests are small.
 */
export async function expectSound(host: Host, workspace: string, where = ''): Promise<Repaired> {
  const request = { workspace, minFree: 0, settleMilliseconds: 0 };
  const repaired = await doctor(host, { ...request, repair: true });
  expect(wrong(repaired, 'repaired'), where).toEqual([]);
  expect(repaired.sound, where).toBe(true);
  const again = await doctor(host, { ...request, deep: true });
  expect(wrong(again), where).toEqual([]);
  expect(again.sound, where).toBe(true);
  await using open = await Workspace.open(host, workspace);
  expect(await findLeftovers(open.catalog, open.journal, open.folder), where).toEqual([]);
  const codes = repaired.checks.flatMap(({ findings }) =>
    findings.filter(({ state }) => state === 'repaired').map(({ code }) => code),
  );
  const [last] = open.journal
    .log({ kind: 'repair', limit: 100 })
    .filter((entry) => entry.kind === 'repair' && entry.body.code === 'ORPHAN_FILES');
  const removed = codes.includes('ORPHAN_FILES') && last?.kind === 'repair' ? last.body.places.length : 0;
  return { codes, files: removed };
}

/** All that is said beside notes and what may be. */
const wrong = ({ checks }: DoctorReport, ...allowed: readonly string[]): readonly string[] =>
  checks.flatMap(({ name, findings }) =>
    findings
      .filter(({ state }) => state !== 'note' && !allowed.includes(state))
      .map(({ code, where, found }) => `${name}: ${code} ${where}: ${found}`),
  );
