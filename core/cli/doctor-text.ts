import type { CheckReport, DoctorReport } from '../app/doctor/doctor.ts';
import type { CheckName, Finding } from '../app/doctor/finding.ts';

/** What each check asks, for people. */
const questions: Readonly<Record<CheckName, string>> = {
  settings: 'settings.json can be read and means something',
  permissions: 'everything can be read and written, there is room',
  databases: 'journal, catalog and queue are whole',
  versions: 'nothing is newer than this program',
  journal: 'no record was changed or removed',
  catalog: 'every table is there, with its metadata',
  files: 'every file of every snapshot is there',
  agreement: 'journal and tables tell the same story',
  runs: 'nothing is left half done',
  orphans: 'no file is left that nothing needs',
  scratch: 'no temporary files are left',
  rows: 'every key has one row',
};

const words: Readonly<Record<CheckReport['state'] | 'note', string>> = {
  good: 'good',
  note: 'note',
  repaired: 'repaired',
  repairable: 'can be repaired',
  'needs-you': 'needs you',
};

const width = Math.max(...Object.values(words).map((word) => word.length));

/** A line per check, its findings below it, and what to do next. */
export function doctorText({ workspace, checks }: DoctorReport, asNamed: string): string {
  return [
    `Workspace ${workspace}`,
    '',
    ...checks.flatMap((check) => [
      `${stateText(check).padEnd(width)}  ${check.name.padEnd(nameWidth)}  ${questions[check.name]}`,
      ...check.findings.map(findingText),
    ]),
    '',
    conclusion(checks, asNamed),
  ].join('\n');
}

const stateText = ({ state, findings }: CheckReport): string =>
  findings.length > 0 && findings.every(({ code }) => code === 'NOT_CHECKED')
    ? 'not looked at'
    : words[state];

const nameWidth = Math.max(...Object.keys(questions).map((name) => name.length));

function findingText({ code, where, found, expected, remedy, state }: Finding): string {
  if (code === 'NOT_CHECKED') return `    ${found.replace(/\.$/, '')}; ${remedy}`;
  const lines = [`${words[state]}: ${where} (${code})`, `  found:    ${found}`];
  if (state !== 'note') lines.push(`  expected: ${expected}`);
  if (state !== 'repaired' && state !== 'repairable') lines.push(`  to do:    ${remedy}`);
  else if (state === 'repairable' && remedy !== 'quayside doctor --repair')
    lines.push(`  to do:    ${remedy}`);
  return lines.map((line) => `    ${line}`).join('\n');
}

const defaultWorkspace = 'quayside-workspace';

function conclusion(checks: readonly CheckReport[], workspace: string): string {
  const all = checks.flatMap(({ findings }) => findings);
  const count = (state: Finding['state']): number => all.filter((one) => one.state === state).length;
  const unseen = all.filter(({ code }) => code === 'NOT_CHECKED').length;
  const [yours, safe, done] = [count('needs-you') - unseen, count('repairable'), count('repaired')];
  const sentences = [
    ...(done > 0 ? [`${done} repaired; \`quayside audit log\` has the records.`] : []),
    ...(yours > 0
      ? [`${yours} ${yours === 1 ? 'needs' : 'need'} you: do what stands beside "to do", then look again.`]
      : []),
    ...(safe > 0
      ? [`${safe} can be repaired without losing anything: quayside doctor --repair --workspace ${workspace}`]
      : []),
  ];
  if (unseen > 0) sentences.push(`${unseen} could not be looked at for that.`);
  if (yours > 0 && workspace !== defaultWorkspace)
    sentences.push(`The commands take --workspace ${workspace}.`);
  if (yours + safe + unseen > 0) return sentences.join('\n');
  return [...sentences, 'The workspace is sound.'].join('\n');
}
