import type { RunResult } from '../app/run-result.ts';
import { sentences } from './sentences.ts';
import { countText, quoted, textTable } from './text-table.ts';

/** What a run did, for a person: where the rows went, why some wait, where the tables are. */
export function runText(result: RunResult): string {
  const { tenant, asOf, status, seconds, runId, datasets, notRead = [], freed = {} } = result;
  const all = Object.entries(datasets);
  const codes = all.flatMap(([dataset, counts]) =>
    Object.entries(counts.codes).map(
      ([code, found]) => `  ${countText(found).padStart(9)}  ${code}  ${dataset}: ${sentenceOf(code)}`,
    ),
  );
  const gone = all.flatMap(([dataset, { full }]) =>
    full === undefined || full.gone === 0
      ? []
      : [
          `  ${dataset}: ${countText(full.gone)} keys, ${countText(full.removed)} removed: ${full.examples.map(quoted).join(', ')}`,
        ],
  );
  const tables = all.flatMap(([dataset, { metadataLocation, snapshotId }]) =>
    metadataLocation === null ? [] : [`  ${dataset}: snapshot ${snapshotId ?? 'none'}, ${metadataLocation}`],
  );
  return [
    `${tenant}, as of ${asOf}`,
    runCountsText({ datasets }),
    ...(codes.length === 0 ? [] : [['Reasons and warnings', ...codes].join('\n')]),
    ...Object.entries(freed).map(
      ([dataset, rows]) =>
        `${countText(rows)} ${dataset} that had waited for what this delivery brought were published with it.`,
    ),
    ...(gone.length === 0 ? [] : [['No longer in this full delivery', ...gone].join('\n')]),
    ...(notRead.length === 0
      ? []
      : [['Not read', ...notRead.map(({ path, reason }) => `  ${path}: ${reason}`)].join('\n')]),
    ...(tables.length === 0 ? [] : [['Tables', ...tables].join('\n')]),
    `${status === 'published' ? 'Published' : 'Nothing differed: no table was changed'} in ${seconds.toFixed(1)} s, run ${runId}.`,
  ].join('\n\n');
}

/** Where the rows of each dataset went. */
export function runCountsText({ datasets }: Pick<RunResult, 'datasets'>): string {
  const rows = Object.entries(datasets).map(([dataset, counts]) => [
    dataset,
    countText(counts.landed),
    countText(counts.inserted),
    countText(counts.updated),
    countText(counts.unchanged),
    countText(counts.quarantined),
    countText(counts.repeated),
    countText(counts.superseded),
    countText(counts.warnings),
    countText(counts.ignored),
  ]);
  return textTable(headers, rows);
}

const headers = [
  '',
  'landed',
  'inserted',
  'updated',
  'unchanged',
  'in quarantine',
  'repeated',
  'superseded',
  'with warnings',
  'ignored',
];

const sentenceOf = (code: string): string =>
  Object.entries(sentences).find(([name]) => name === code)?.[1] ?? '';
