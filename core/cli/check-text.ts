import type { CheckResult } from '../app/check.ts';
import type { DatasetReport } from '../app/delivery-report.ts';
import type { Reason } from '../app/reasons.ts';
import { countsText } from './counts-text.ts';
import { findingSentences, sentences } from './sentences.ts';
import { countText, quoted } from './text-table.ts';

/** The verdict for a person: counts, reasons with examples, and how the files were read. */
export function checkText(result: CheckResult): string {
  const failing = result.reasons.filter((reason) => reason.severity === 'error');
  const warnings = result.reasons.filter((reason) => reason.severity === 'warning');
  const sections = [
    `${result.tenant}, as of ${result.asOf}`,
    countsText(result.datasets),
    section('In quarantine because', failing.flatMap(reasonLines)),
    section('Passed with warnings', warnings.flatMap(reasonLines)),
    section(
      'About the delivery as a whole',
      result.delivery.findings.map((finding) => {
        const where = finding.field === undefined ? finding.dataset : `${finding.dataset}.${finding.field}`;
        const examples =
          finding.examples.length === 0
            ? ''
            : `, e.g. ${finding.examples.slice(0, 3).map(quoted).join(', ')}`;
        return `${finding.finding}  ${where}: ${findingSentences[finding.finding]} (${countText(finding.rows)} rows${examples})`;
      }),
    ),
    section('How it was read', result.delivery.datasets.flatMap(readingLines)),
    section(
      'Not read',
      result.delivery.notRead.map(({ path, reason }) => `${path}: ${reason}`),
    ),
    section(
      'Written',
      result.written.map(({ path, rows }) => `${path}: ${countText(rows)} rows`),
    ),
  ];
  return sections.filter((text) => text !== '').join('\n\n');
}

const section = (title: string, lines: readonly string[]): string =>
  lines.length === 0 ? '' : [title, ...lines.map((line) => `  ${line}`)].join('\n');

function reasonLines({ dataset, code, field, rows, knockOns, examples }: Reason): string[] {
  const caused =
    knockOns === 0 ? '' : `; ${countText(knockOns)} of them only because their supplier is in quarantine`;
  const shown = examples.map(({ row, value }) => `row ${countText(row)} ${quoted(value)}`).join(', ');
  return [
    `${countText(rows).padStart(9)}  ${code}  ${dataset}.${field}: ${sentences[code]}${caused}`,
    ...(shown === '' ? [] : [`${' '.repeat(11)}e.g. ${shown}`]),
  ];
}

function readingLines({ dataset, files, changeFeed, ignored, drift, normalised }: DatasetReport): string[] {
  const swapped =
    drift.swapped === undefined
      ? []
      : [
          `${dataset}: the columns ${drift.swapped.field} and ${drift.swapped.with} hold each other's values; read the right way round`,
        ];
  const derived = drift.derived.map(({ field, from }) => `${field} (${from})`);
  return [
    ...files.map(({ path, format, rows }) => `${dataset}: ${path}, ${format}, ${countText(rows)} rows`),
    ...(changeFeed ? [`${dataset}: a change feed; of several rows of a key the latest counts`] : []),
    ...ignored.map(
      ({ path, rows, reason }) => `${dataset}: ${path}: ${countText(rows)} rows ignored, ${reason}`,
    ),
    ...swapped,
    ...listed(`${dataset}: columns that map to nothing, kept in extras`, drift.unknown),
    ...listed(`${dataset}: optional fields without a column, read as blank`, drift.missing),
    ...listed(`${dataset}: taken from the delivery`, derived),
    ...listed(
      `${dataset}: normalised`,
      normalised.map(({ field, kind, rows }) => `${field} ${kind} ${countText(rows)}`),
    ),
  ];
}

const listed = (title: string, items: readonly string[]): string[] => {
  if (items.length === 0) return [];
  const shown = items.slice(0, 12);
  const more = items.length > shown.length ? ` and ${countText(items.length - shown.length)} more` : '';
  return [`${title}: ${shown.map((item) => quoted(item).slice(1, -1)).join(', ')}${more}`];
};
