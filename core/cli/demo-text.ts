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
      ...(score.missing === 0
        ? []
        : [`${countText(score.missing)} rows are neither in silver nor in quarantine.`]),
      '',
    ]),
    `Generated, run and scored in ${seconds.toFixed(1)} s${unchanged ? '; the tables had it all already' : ''}.`,
    `In ${place}: deliveries/ (the files, with truth.parquet), lake/ (Iceberg tables), journal.sqlite, catalog.sqlite.`,
    '',
    'Next:',
    ...next(place, first?.tenant ?? '').map((line) => `  npm run -s quayside -- ${line}`),
  ].join('\n');
}

const next = (place: string, tenant: string): readonly string[] => [
  `quarantine list --workspace ${place} --tenant ${tenant}`,
  `query "SELECT country, count(*) AS suppliers FROM supply_chain.dim_suppliers_v1 GROUP BY ALL ORDER BY 2 DESC" --workspace ${place}`,
  `tables --workspace ${place}`,
  `audit verify --workspace ${place}`,
];

const shown = (path: string): string => relative(userPath('.'), path) || '.';
