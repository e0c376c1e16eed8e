/** What the doctor looks at, in this order. */
export const checkNames = [
  'settings',
  'permissions',
  'databases',
  'versions',
  'journal',
  'catalog',
  'files',
  'agreement',
  'runs',
  'orphans',
  'scratch',
  'rows',
] as const;

export type CheckName = (typeof checkNames)[number];

/**
 * `note`: to know, nothing is wrong. `repairable`: `--repair` puts it right without losing anything. `repaired`: it did. `needs-you`: only
 * a person can say what is right.
 */
export type FindingState = 'note' | 'repaired' | 'repairable' | 'needs-you';

/** One thing that is not as it should be; the code is stable, the rest are sentences. */
export interface Finding {
  readonly code: string;
  /** A path relative to the workspace where it lies in it, a table, a run, a tenant. */
  readonly where: string;
  readonly found: string;
  readonly expected: string;
  /** What to do, with the command where there is one. */
  readonly remedy: string;
  readonly state: FindingState;
}

/** What one look found, by check. */
export type Findings = ReadonlyMap<CheckName, readonly Finding[]>;

type Told = Omit<Finding, 'code' | 'where' | 'state'>;

export const needsYou = (code: string, where: string, told: Told): Finding => ({
  code,
  where,
  ...told,
  state: 'needs-you',
});

/** Its remedy is the doctor itself. */
export const repairable = (code: string, where: string, told: Omit<Told, 'remedy'>): Finding => ({
  code,
  where,
  ...told,
  remedy: 'quayside doctor --repair',
  state: 'repairable',
});

export const note = (code: string, where: string, told: Told): Finding => ({
  code,
  where,
  ...told,
  state: 'note',
});

/** The same finding of another look. */
export const keyOf = ({ code, where }: Finding): string => `${code} ${where}`;

const mostExamples = 3;

/** `a, b, c and 7 more`. */
export function examplesOf(all: readonly string[]): string {
  const shown = all.slice(0, mostExamples).join(', ');
  return all.length > mostExamples ? `${shown} and ${all.length - mostExamples} more` : shown;
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
