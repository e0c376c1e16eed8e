import type { CheckResult } from '../check.ts';
import type { TextDialect } from '../../landing/text/dialect.ts';
import type { OutcomeOf } from './jobs.ts';

/** A verdict as it crosses. */
export function checkedOf(result: CheckResult, milliseconds: number): OutcomeOf<'check'> {
  const { tenant, deliveryId, asOf, datasets, reasons, delivery } = result;
  return {
    tenant,
    deliveryId,
    asOf,
    datasets: Object.fromEntries(
      Object.entries(datasets).flatMap(([name, counts]) =>
        counts === undefined
          ? []
          : [[name, { ...counts, codes: Object.fromEntries(Object.entries(counts.codes)) }]],
      ),
    ),
    reasons: reasons.map((reason) => ({ ...reason, examples: [...reason.examples] })),
    readings: delivery.datasets.map(
      ({ dataset, batchId, changeFeed, files, ignored, drift, normalised }) => ({
        dataset,
        batchId,
        changeFeed,
        files: files.map(({ path, bytes, rows, format, dialect }) => ({
          path,
          bytes,
          rows,
          format,
          dialect: dialect === undefined ? undefined : dialectOf(dialect),
        })),
        ignored: ignored.map(({ path, rows, reason }) => ({ path, rows, reason })),
        ...drift,
        normalised: normalised.map(({ field, kind, rows }) => ({ field, kind, rows })),
      }),
    ),
    findings: delivery.findings,
    notRead: delivery.notRead.map(({ path, reason }) => ({ path, reason })),
    seconds: milliseconds / 1000,
  };
}

const dialectOf = ({ shortRows, longRows, strayQuotes, ...plain }: TextDialect) => ({
  ...plain,
  shortRows: shortRows.rows,
  longRows: longRows.rows,
  strayQuotes: strayQuotes.rows,
});
