import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { QuaysideError } from '../../base/errors.ts';
import type { Work } from '../../base/progress.ts';
import type { Host } from '../host.ts';
import { databaseState } from './copy-database.ts';
import { type Examination, examine } from './examine.ts';
import { type CheckName, type Finding, type Findings, type FindingState, keyOf } from './finding.ts';
import { type DoctorRequest, databaseNames } from './patient.ts';
import { blockedBy, repairWhatIsSafe } from './repair.ts';

export interface CheckReport {
  readonly name: CheckName;
  /** That of its worst finding; notes leave it good. */
  readonly state: 'good' | Exclude<FindingState, 'note'>;
  readonly findings: readonly Finding[];
}

export interface DoctorReport {
  readonly workspace: string;
  /** Nothing is left to be done: every check is good or repaired. */
  readonly sound: boolean;
  readonly checks: readonly CheckReport[];
}

/**
 * Looks at all of a workspace and says what is not as it should be. Nothing is written, unless `repair`: then what is safe is put right, under
 * the leases of those whose work it touches and recorded in the journal, and everything is looked at again. Other processes may be at work.
 * Throws SOURCE_NOT_FOUND where there is no workspace; none is made.
 */
export async function doctor(host: Host, request: DoctorRequest, work: Work = {}): Promise<DoctorReport> {
  const folder = await workspaceAt(request.workspace);
  const first = await examineCalmly(host, folder, request, work);
  if (request.repair !== true || !some(first, 'repairable')) return reportOf(folder, first);
  await repairWhatIsSafe(host, folder, request, first, work);
  const second = await examineCalmly(host, folder, request, work);
  return reportOf(folder, withReasons(withRepaired(first, second)));
}

/** Opening a workspace would make one of a mistyped name. */
async function workspaceAt(path: string): Promise<string> {
  const folder = await realpath(path).catch(() => undefined);
  for (const name of [...databaseNames, 'settings.json', join('lake', 'cdf-silver')]) {
    if (folder !== undefined && (await stat(join(folder, name)).catch(() => undefined)) !== undefined)
      return folder;
  }
  throw new QuaysideError(
    'SOURCE_NOT_FOUND',
    folder === undefined
      ? `There is nothing at ${path}: expected the folder of a workspace. Name it with --workspace; \`quayside run\` makes one.`
      : `${path} is no workspace: expected a journal.sqlite or a catalog.sqlite in it. Name the right folder with --workspace; \`quayside run\` makes one.`,
    { parameters: { folder: path } },
  );
}

const looks = 3;

/**
 * While others work, what was copied may be older than the files that are there: a finding counts where it is found again, or where nothing
 * was changed since the copy.
 */
async function examineCalmly(
  host: Host,
  folder: string,
  request: DoctorRequest,
  work: Work,
): Promise<Findings> {
  let examination = await examine(host, folder, request, work);
  for (let look = 1; look < looks; look += 1) {
    if (!some(examination.findings, 'repairable', 'needs-you')) return examination.findings;
    if (!(await wasChanged(folder, examination))) return examination.findings;
    const again = await examine(host, folder, request, work);
    const before = keysOf(examination.findings);
    examination = {
      ...again,
      findings: mapped(again.findings, (findings) =>
        findings.filter((one) => one.state === 'note' || before.has(keyOf(one))),
      ),
    };
  }
  return examination.findings;
}

async function wasChanged(folder: string, { states }: Examination): Promise<boolean> {
  for (const [name, state] of Object.entries(states))
    if ((await databaseState(join(folder, name))) !== state) return true;
  return false;
}

const some = (findings: Findings, ...states: readonly FindingState[]): boolean =>
  [...findings.values()].flat().some(({ state }) => states.includes(state));

const keysOf = (findings: Findings): ReadonlySet<string> => new Set([...findings.values()].flat().map(keyOf));

const mapped = (
  findings: Findings,
  change: (findings: readonly Finding[], name: CheckName) => readonly Finding[],
): Findings => new Map([...findings].map(([name, all]) => [name, change(all, name)]));

/** What could be repaired at first and is not found any more. */
const withRepaired = (first: Findings, second: Findings): Findings =>
  mapped(second, (left, name) => {
    const still = new Set(left.map(keyOf));
    const gone = (first.get(name) ?? []).filter(
      (one) => one.state === 'repairable' && !still.has(keyOf(one)),
    );
    return [...gone.map((one): Finding => ({ ...one, state: 'repaired' })), ...left];
  });

/** Why what can be repaired was not, and what to do first. */
function withReasons(findings: Findings): Findings {
  const first = blockedBy(findings);
  const remedy =
    first === undefined
      ? 'it was not touched: others are at work, or other findings stand in the way. Do what those say, then quayside doctor --repair again'
      : `nothing is repaired while \`${first}\` needs you; then quayside doctor --repair again`;
  return mapped(findings, (all) => all.map((one) => (one.state === 'repairable' ? { ...one, remedy } : one)));
}

const worstFirst = ['needs-you', 'repairable', 'repaired'] as const;

function reportOf(workspace: string, found: Findings): DoctorReport {
  const checks = [...found].map(
    ([name, findings]): CheckReport => ({
      name,
      state: worstFirst.find((state) => findings.some((one) => one.state === state)) ?? 'good',
      findings,
    }),
  );
  return { workspace, sound: checks.every(({ state }) => state === 'good' || state === 'repaired'), checks };
}
