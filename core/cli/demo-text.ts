import { relative } from 'node:path';
import type { DemoRequest, DemoResult } from '../app/demo.ts';
import { userPath } from './arguments.ts';
import { runCountsText } from './run-text.ts';
import { scoreText } from './score-text.ts';
import { countText } from './text-table.ts';

/** What a demo did, for somebody who sees Quayside for the first time. */
export function demoText(
  { tenants, seconds, cleaned }: Omit<DemoResult, 'generated'>,
  { workspace }: DemoRequest,
): string {
  const place = shown(workspace);
  const [first] = tenants;
  const unchanged = tenants.every(({ run }) => run.status === 'unchanged');
  return [
    ...(cleaned.length === 0
      ? []
      : [`Rows that another demo had brought were removed first: ${cleaned.join(', ')}.`, '']),
    ...tenants.flatMap(({ tenant, run, score }) => [
      tenant,
      '',
      runCountsText(run),
      '',
      scoreText(tenant, score),
      arrivedText(score),
      '',
    ]),
    `Generated, run and scored in ${seconds.toFixed(1)} s${unchanged ? '; the tables had it all already' : ''}.`,
    `In ${place}: deliveries/ (the files, with truth.parquet), lake/ (Iceberg tables), journal.sqlite, catalog.sqlite.`,
    '',
    'Next:',
    ...next(place, first?.tenant ?? '').map((line) => `  npm run -s quayside -- ${line}`),
  ].join('\n');
}

/** Told from the tables, not from the run. */
const arrivedText = ({ missing, strays }: DemoResult['tenants'][number]['score']): string =>
  missing === 0 && strays === 0
    ? 'Every row that was delivered is in silver, as it came or normalised, or waits in quarantine; silver has nothing else.'
    : `${countText(missing)} rows are neither in silver as they came nor in quarantine; ${countText(strays)} rows of silver should not be there.`;

const next = (place: string, tenant: string): readonly string[] => [
  `quarantine list --workspace ${place} --tenant ${tenant}`,
  `query "SELECT country, count(*) AS suppliers FROM supply_chain.dim_suppliers_v1 GROUP BY ALL ORDER BY 2 DESC" --workspace ${place}`,
  `tables --workspace ${place}`,
  `audit verify --workspace ${place}`,
];

const shown = (path: string): string => relative(userPath('.'), path) || '.';
