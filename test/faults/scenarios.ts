import type { Prepared } from './prepared.ts';

/** A command that is killed and started again. */
export interface Scenario {
  readonly name: string;
  readonly command: (prepared: Prepared) => readonly string[];
}

const on = ({ workspace }: Prepared): readonly string[] => ['--workspace', workspace];

export const scenarios: readonly Scenario[] = [
  { name: 'run', command: (prepared) => prepared.runThird() },
  { name: 'run --full', command: (prepared) => prepared.runThird('--full') },
  {
    name: 'tables rollback',
    command: (prepared) => [
      'tables',
      'rollback',
      '--tenant',
      'acme',
      '--to-run',
      prepared.firstRun,
      '--yes',
      ...on(prepared),
    ],
  },
  {
    name: 'tables compact',
    command: (prepared) => ['tables', 'compact', 'supply_chain.dim_suppliers_v1', ...on(prepared)],
  },
  { name: 'clean', command: (prepared) => ['clean', '--tenant', 'acme', '--yes', ...on(prepared)] },
];
