import type { Settings } from '../../contracts/settings.ts';
import type { Prepared } from './prepared.ts';

/** A command that is killed and started again. */
export interface Scenario {
  readonly name: string;
  /** What the workspace's settings say about upkeep; nothing is due without. */
  readonly upkeep?: Settings['upkeep'];
  readonly command: (prepared: Prepared) => readonly string[];
}

const on = ({ workspace }: Prepared): readonly string[] => ['--workspace', workspace];

export const scenarios: readonly Scenario[] = [
  { name: 'run', command: (prepared) => prepared.runThird() },
  { name: 'run with upkeep', upkeep: { smallFiles: 2 }, command: (prepared) => prepared.runThird() },
  {
    name: 'tables upkeep',
    upkeep: { smallFiles: 2 },
    command: (prepared) => ['tables', 'upkeep', '--yes', ...on(prepared)],
  },
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
